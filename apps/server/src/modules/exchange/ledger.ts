import { setImmediate as otherWork } from 'node:timers/promises'
import { exchange as contract, declarations, licences, refuse, supervision } from '@tianfu/contract'
import type { FieldWords } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { programmeOf, regionName } from '@tianfu/scheme'
import { xlsxOf } from '../../platform/spreadsheet.ts'
import type { SheetToWrite } from '../../platform/spreadsheet.ts'
import type { View } from '../../platform/work.ts'
import { listCertificates, listSummaries } from '../certification/index.ts'
import type { OrdersOn } from '../certification/index.ts'
import { listChallenges, listDeclarations } from '../declarations/index.ts'
import { listLicences } from '../licences/index.ts'
import { listOrganisations } from '../parties/index.ts'
import { listOrders, listReports } from '../supervision/index.ts'

type Lang = 'zh' | 'en'
type Cell = string | number | Text | undefined
interface Paged<Item> { items: Item[]; next?: string }
interface Asked { limit: number; after?: string }

/** A column of a ledger: its fixed heading in both languages, its width in characters, and what stands in it. */
type Column<Item> = readonly [zh: string, en: string, width: number, value: (item: Item) => Cell]

/** The sentence of a value of a closed list, as the contract words it. */
const choice = (schema: object, value: string | undefined): Cell => (value === undefined ? undefined
  : (schema as { 'x-words'?: FieldWords })['x-words']?.choices?.[value] ?? value)

/** Every row of a list, page by page, so that the scope of the list's own query holds. @throws Refusal */
async function all<Item>(sheet: Text, page: (asked: Asked) => Promise<Paged<Item>>): Promise<Item[]> {
  const items: Item[] = []
  for (let after: string | undefined; ;) {
    const found = await page({ limit: 100, ...(after !== undefined && { after }) })
    items.push(...found.items)
    if (items.length > contract.LEDGER_ROWS) {
      refuse('ledger-too-large', { sheet: sheet.zh, limit: contract.LEDGER_ROWS })
    }
    if (found.next === undefined) return items
    after = found.next
    await otherWork()
  }
}

/**
 * The ledger of the caller's region: a sheet for each kind of work, with fixed columns, the newest first as in the
 * lists; a first sheet says whose it is, of when, and how many rows each has.
 *
 * @throws Refusal `ledger-too-large`, `not-found` for a caller without a region
 */
export async function ledgerOf(
  view: View, lang: Lang, ordersOn: OrdersOn,
): Promise<{ name: string; bytes: Uint8Array }> {
  const { edition, at, world: { reference } } = view
  const actor = view.actor ?? refuse('not-signed-in')
  const region = actor.region ?? refuse('not-found')
  const word = (cell: Cell): string | number => (cell === undefined ? '' : typeof cell === 'object'
    ? lang === 'en' ? cell.en ?? cell.zh : cell.zh : cell)
  const late = (is: boolean): Cell => (is ? { zh: '逾期', en: 'late' } : '')
  const programme = (id: string): Cell => programmeOf(edition, id)?.name ?? id
  const names = (of: readonly { name: Text }[]): string => of.map(({ name }) => word(name)).join('；')
  const sheets: SheetToWrite[] = []
  const add = async <Item>(
    title: Text, page: (asked: Asked) => Promise<Paged<Item>>, columns: readonly Column<Item>[],
  ): Promise<void> => {
    const items = await all(title, page)
    sheets.push({
      name: String(word(title)), widths: [6, ...columns.map(([, , width]) => width)],
      header: [lang === 'en' ? 'No.' : '序号', ...columns.map(([zh, en]) => (lang === 'en' ? en : zh))],
      rows: items.map((item, i) => [i + 1, ...columns.map(([, , , value]) => word(value(item)))]),
    })
  }
  const party = { zh: '企业', en: 'Enterprises' }
  await add(party, (asked) => listOrganisations(view, { ...asked, kind: 'enterprise', region }), [
    ['统一社会信用代码', 'Credit code', 22, ({ uscc }) => uscc], ['名称', 'Name', 36, ({ name }) => name],
    ['区划代码', 'Region code', 10, (one) => one.region], ['所在地', 'Region', 16, ({ regionName: name }) => name],
    ['行业', 'Industry', 10, ({ industry }) => industry],
  ])
  await add({ zh: '自主申明', en: 'Declarations' }, (asked) => listDeclarations(view, asked), [
    ['申明编号', 'Number', 22, ({ number }) => number], ['企业', 'Enterprise', 36, ({ holder }) => holder.name],
    ['统一社会信用代码', 'Credit code', 22, ({ holder }) => holder.uscc],
    ['产品', 'Product', 24, ({ productName }) => productName],
    ['状态', 'Standing', 12, ({ standing }) => choice(declarations.DeclarationItem.properties.standing, standing)],
    ['公开日', 'Published on', 12, ({ publishedOn }) => publishedOn],
    ['有效期至', 'Valid until', 12, ({ validUntil }) => validUntil],
  ])
  await add({ zh: '对申明的质疑', en: 'Challenges' }, (asked) => listChallenges(view, asked), [
    ['质疑编号', 'Number', 22, ({ number }) => number],
    ['申明编号', 'Declaration', 22, ({ declarationNumber }) => declarationNumber],
    ['企业', 'Enterprise', 36, ({ holderName }) => holderName],
    ['产品', 'Product', 24, ({ productName }) => productName], ['事由', 'Ground', 24, ({ ground }) => ground],
    ['状态', 'State', 12, ({ status }) => choice(declarations.ChallengeItem.properties.status, status)],
    ['提出日', 'Lodged on', 12, ({ lodgedOn }) => lodgedOn],
  ])
  await add({ zh: '认证申请', en: 'Applications' }, (asked) => listSummaries(view, asked), [
    ['申请编号', 'Number', 22, ({ number }) => number], ['企业', 'Enterprise', 36, ({ applicant }) => applicant.name],
    ['认证机构', 'Body', 30, ({ body }) => body.name], ['产品', 'Product', 24, ({ product }) => product],
    ['规则', 'Rule', 20, ({ rule }) => rule], ['品牌项目', 'Programme', 18, (one) => programme(one.programme)],
    ['提交日', 'Submitted on', 12, ({ submittedOn }) => submittedOn],
    ['状态', 'State', 14, ({ statusLabel }) => statusLabel], ['环节', 'Step', 18, ({ step }) => step],
    ['证书编号', 'Certificate', 22, ({ certificate }) => certificate], ['逾期', 'Late', 8, (one) => late(one.late)],
  ])
  await add({ zh: '证书', en: 'Certificates' }, (asked) => listCertificates(view, asked, ordersOn), [
    ['登记编号', 'Register number', 22, ({ number }) => number],
    ['机构编号', 'Body’s number', 22, ({ bodyNumber }) => bodyNumber],
    ['持证企业', 'Holder', 36, ({ holder }) => holder.name], ['认证机构', 'Body', 30, ({ body }) => body.name],
    ['产品', 'Product', 24, ({ product }) => product], ['规则', 'Rule', 20, ({ rule }) => rule],
    ['品牌项目', 'Programme', 18, (one) => programme(one.programme)],
    ['状态', 'Standing', 10, ({ statusLabel }) => statusLabel],
    ['发证日', 'Issued on', 12, ({ issuedOn }) => issuedOn],
    ['有效期至', 'Valid until', 12, ({ validUntil }) => validUntil],
    ['跟踪调查到期', 'Surveillance due', 14, ({ surveillanceDueOn }) => surveillanceDueOn],
    ['未办结责令', 'Open orders', 10, ({ openOrders }) => openOrders],
  ])
  await add({ zh: '标识使用许可', en: 'Licences' }, (asked) => listLicences(view, asked), [
    ['许可编号', 'Number', 22, ({ number }) => number], ['企业', 'Holder', 36, ({ holder }) => holder.name],
    ['统一社会信用代码', 'Credit code', 22, ({ holder }) => holder.uscc],
    ['证书编号', 'Certificate', 22, ({ certificate }) => certificate.number],
    ['产品', 'Products', 30, ({ products }) => names(products)],
    ['办理状态', 'State', 14, ({ status }) => choice(licences.LicenceItem.properties.status, status)],
    ['许可状态', 'Standing', 12, ({ standing }) => choice(licences.LicenceItem.properties.standing, standing)],
    ['申请日', 'Applied on', 12, ({ appliedOn }) => appliedOn],
    ['生效日', 'Valid from', 12, ({ validFrom }) => validFrom],
    ['有效期至', 'Valid until', 12, ({ validUntil }) => validUntil],
  ])
  await add({ zh: '举报', en: 'Reports' }, (asked) => listReports(view, asked), [
    ['举报编号', 'Number', 22, ({ number }) => number], ['事由', 'Ground', 24, ({ ground }) => ground],
    ['发生地', 'Where', 16, (one) => regionName(reference.regions, one.region)],
    ['现由何处办理', 'Handled in', 16, (one) => regionName(reference.regions, one.with.region)],
    ['收到日', 'Lodged on', 12, ({ lodgedOn }) => lodgedOn],
    ['状态', 'State', 14, ({ status }) => choice(supervision.Report.properties.status, status)],
    ['结论', 'Outcome', 12, ({ outcome }) => choice(supervision.ReportOutcome, outcome)],
    ['证书编号', 'Certificate', 22, ({ certificate }) => certificate], ['逾期', 'Late', 8, (one) => late(one.late)],
  ])
  await add({ zh: '责令', en: 'Orders' }, (asked) => listOrders(view, asked), [
    ['文号', 'Number', 22, ({ number }) => number], ['发出部门', 'Authority', 30, ({ authority }) => authority.name],
    ['认证机构', 'Body', 30, ({ body }) => body.name],
    ['证书编号', 'Certificate', 22, ({ certificate }) => certificate.number],
    ['依据', 'Ground', 24, ({ ground }) => ground], ['发出日', 'Issued on', 12, ({ issuedOn }) => issuedOn],
    ['期限', 'Due on', 12, ({ dueOn }) => dueOn],
    ['状态', 'State', 16, ({ status }) => choice(supervision.OrderStatus, status)],
    ['办结日', 'Closed on', 12, ({ closedOn }) => closedOn], ['逾期', 'Late', 8, (one) => late(one.late)],
  ])
  const place = regionName(reference.regions, region)
  const made = at.official
  const title = lang === 'en' ? ['About', 'Content'] : ['说明', '内容']
  const cover: SheetToWrite = {
    name: lang === 'en' ? 'About' : '说明', header: title, widths: [24, 60],
    rows: [
      [lang === 'en' ? 'Region' : '辖区', `${place} ${region}`],
      [lang === 'en' ? 'Exported by' : '导出单位', actor.organisationName],
      [lang === 'en' ? 'As of' : '数据时间', made],
      ...sheets.map(({ name, rows }): [string, number] => [name, rows.length]),
    ],
  }
  const name = lang === 'en' ? `ledger_${region}_${at.today}.xlsx` : `${place}台账_${at.today}.xlsx`
  return { name, bytes: await xlsxOf([cover, ...sheets]) }
}
