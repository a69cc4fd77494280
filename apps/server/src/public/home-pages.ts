import { regionName } from '@tianfu/scheme'
import { publicBrands } from '../modules/brands/index.ts'
import type { View } from '../platform/work.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { withQuery } from './layout.ts'
import type { Page } from './layout.ts'
import { filterForm, nextPage } from './lists.ts'
import { pageAt } from './routes.ts'
import type { Asked, Site } from './routes.ts'
import { searchBox } from './search-routes.ts'

function home(view: View, reader: Reader): Page {
  const name = text(reader, view.edition.brand.name)
  return {
    title: say(reader, '核验与查询', 'Verify and look up'),
    body: html`<h1>${name}${view.edition.brand.provisional
      && html` <small>${say(reader, '（暂定名）', '(provisional name)')}</small>`}</h1><p>${say(reader,
      '扫描包装上的标识码，或在下面输入编号、企业、产品，一看就知道认证是否有效。不需要账号。',
      'Scan the code on the package, or enter a number, an enterprise or a product below. No account is needed.')}</p>
${searchBox(reader)}<p><a href="${to(reader, '/verify')}">${
  say(reader, '核验证书文件或回执（可离线）', 'Verify a certificate file or a receipt, also offline')}</a> · <a href="${
  to(reader, '/verify/batch')}">${say(reader, '批量核验', 'Verify a list')}</a></p>
<h2>${say(reader, '买到或看到可疑的？', 'Seen something suspicious?')}</h2><p><a class="b rep" href="${
  to(reader, '/report')}">${say(reader, '举报', 'Report')}</a> <a href="${to(reader, '/report/progress')}">${
  say(reader, '查询举报进度', 'Follow a report')}</a></p>
<h2>${say(reader, '公开信息', 'Public register')}</h2><ul class="list"><li><a href="${to(reader, '/notices')}">${
  say(reader, '公示与公告', 'Publicity and announcements')}</a> <small>${
  say(reader, '许可前公示，可提异议', 'before a licence; objections are heard')}</small></li><li><a href="${
  to(reader, '/declarations')}">${say(reader, '企业自主申明', 'Declarations')}</a></li><li><a href="${
  to(reader, '/brands')}">${say(reader, '品牌名录', 'Brands')}</a></li><li><a href="${to(reader, '/standards')}">${
  say(reader, 'A+B 标准与认证实施规则', 'Standards and certification rules')}</a></li></ul>
<h2>${say(reader, '企业、机构与部门', 'Enterprises, bodies and authorities')}</h2><p><a class="b alt" href="/workbench/">${
  say(reader, '进入工作台', 'Enter the workbench')}</a></p><p class="small">${
  say(reader, '申请路径：自评与自主申明 → 向认证机构申请 → 检测与检查 → 复核与决定 → 证书 → 公示 → 标识使用许可。',
  'The way: self-assessment and declaration → application to a body → tests and audit → review and decision → '
  + 'certificate → publicity → licence of the mark.')}</p>`,
  }
}

/** The prefectures as tiles: no boundary is drawn, so no approval number of a map is needed. */
function tiles(view: View, reader: Reader, counts: ReadonlyMap<string, number>, chosen?: string): Markup {
  const { prefectures } = view.world.reference.regions.file
  const [rows, columns] = [Math.max(...prefectures.map(({ tile }) => tile.row)),
    Math.max(...prefectures.map(({ tile }) => tile.col))]
  return html`<svg class="map" viewBox="0 0 ${(columns + 1) * 60} ${(rows + 1) * 50}" role="group" aria-label="${
    say(reader, '按市州', 'By prefecture')}" font-size="14" text-anchor="middle">${
    prefectures.map(({ code, short, name, tile }) => {
    const count = counts.get(code.slice(0, 4)) ?? 0
    return html`<a href="${to(reader, withQuery('/brands',
      { region: code === chosen ? undefined : code }))}"><rect x="${tile.col * 60 + 2}" y="${
      tile.row * 50 + 2}" width="56" height="46" rx="4" fill="${code === chosen ? '#0b57a4' : count > 0 ? '#e8f5ec'
      : '#f0f2f1'}" stroke="#7a857f"/><text x="${tile.col * 60 + 30}" y="${tile.row * 50 + 22}" fill="${
      code === chosen ? '#fff' : '#1a1f1c'}"${reader.lang === 'en' && html` font-size="10"`}>${reader.lang === 'en'
      ? plain(reader, name) : short} </text><text x="${tile.col * 60 + 30}" y="${tile.row * 50 + 40}" fill="${
      code === chosen ? '#fff' : '#1a1f1c'}">${count}</text></a>`
  })}</svg>`
}

const BRAND_KINDS: Record<string, [string, string]> = { product: ['产品品牌', 'product brand'],
  enterprise: ['企业品牌', 'enterprise brand'], regional: ['区域品牌', 'regional brand'], region: ['区域品牌', 'regional brand'] }

async function brands(view: View, reader: Reader, { query }: Asked): Promise<Page> {
  const region = query.region !== undefined && view.world.reference.regions.byCode.has(query.region) ? query.region
    : undefined
  const q = query.q?.trim().slice(0, 100)
  const { items, next } = await publicBrands(view, { ...(q && { q }), ...(region && { region }),
    ...(query.after && { after: query.after }), limit: 30 })
  const all = await publicBrands(view, { limit: 5000 })
  const counts = new Map<string, number>()
  for (const { holder } of all.items) counts.set(holder.region.slice(0, 4),
    (counts.get(holder.region.slice(0, 4)) ?? 0) + 1)
  return {
    title: say(reader, '品牌名录', 'Brands'),
    body: html`<h1>${say(reader, '品牌名录', 'Register of brands')}</h1><h2>${
      say(reader, '品牌项目', 'Programmes')}</h2><ul>${view.edition.programmes.map((one) =>
      html`<li id="${one.id}"><strong>${text(reader, one.name)}</strong> ${one.note
      && html`<small>${text(reader, one.note)}</small>`}</li>`)}</ul><h2>${
      say(reader, '按市州', 'By prefecture')}</h2>${tiles(view, reader, counts, region)}
${filterForm(reader, '/brands', say(reader, '品牌或企业', 'Brand or holder'), q, { region })}${region
  && html`<p>${regionName(view.world.reference.regions, region)} <a href="${to(reader, '/brands')}">${
  say(reader, '看全部', 'Show all')}</a></p>`}${items.length === 0
  ? html`<p>${say(reader, '没有符合条件的品牌。', 'No brand fits.')}</p>`
  : html`<ul class="list">${items.map((one) => html`<li><strong>${text(reader, one.name)}</strong> <small>${
  say(reader, ...(BRAND_KINDS[one.kind] ?? [one.kind, one.kind]))}</small><br><a href="${
  to(reader, `/org/${one.holder.uscc}`)}">${text(reader, one.holder.name)}</a>${one.products.length > 0
  && html`<br><small>${one.products.map(({ name, gtin }, i) =>
  html`${i > 0 && say(reader, '、', ', ')}${gtin ? html`<a href="${to(reader, `/01/${gtin}`)}">${
  text(reader, name)}</a>` : text(reader, name)}`)}</small>`}</li>`)}</ul>`}
${nextPage(reader, '/brands', { q, region }, next)}`,
  }
}

export function homePages(site: Site): void {
  pageAt(site, '/', home)
  pageAt(site, '/brands', brands)
}
