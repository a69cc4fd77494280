import { licences, pages as contract } from '@tianfu/contract'
import { programmeOf, regionName } from '@tianfu/scheme'
import { listPublicity, listPublicLicences, lodgeObjection, publicityNotice } from '../modules/licences/index.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { formMarkup, newKey, readForm, submit } from './form.ts'
import type { Errors } from './form.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { formOf, readerOf, sendPage, withQuery } from './layout.ts'
import type { Page } from './layout.ts'
import { filterForm } from './lists.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { standardLink } from './verdict-page.ts'
import { chip, facts } from './words.ts'

type Notice = Awaited<ReturnType<typeof publicityNotice>>
type Licence = Awaited<ReturnType<typeof listPublicLicences>>['items'][number]

const noticeLine = (reader: Reader, of: Notice): Markup =>
  html`<li><a href="${to(reader, `/notices/${of.id}`)}">${text(reader, of.holder.name)}：${
  of.products.map(({ name }, i) => html`${i > 0 && say(reader, '、', ', ')}${text(reader, name)}`)}</a> ${
  chip(reader, of.state)}<br><small>${say(reader, `公示期 ${of.from} 至 ${of.until}`,
  `From ${of.from} to ${of.until}`)}${of.workingDaysLeft !== undefined
  && say(reader, `，还有 ${of.workingDaysLeft} 个工作日`, `, ${of.workingDaysLeft} working days left`)}</small></li>`

const licenceLine = (reader: Reader, of: Licence): Markup =>
  html`<li><a href="${to(reader, `/v/${of.number}`)}">${of.number}</a> ${chip(reader, of.status)} ${
  text(reader, of.holder.name)}：${of.products.map(({ name }, i) =>
  html`${i > 0 && say(reader, '、', ', ')}${text(reader, name)}`)}<br><small>${
  say(reader, `${of.announcedOn ?? ''} 公告`, `Announced on ${of.announcedOn ?? ''}`)}${of.validUntil
  && say(reader, `，有效至 ${of.validUntil}`, `, valid until ${of.validUntil}`)}</small></li>`

const none = (reader: Reader): Markup => html`<p>${say(reader, '目前没有。', 'None at present.')}</p>`

function listPage(reader: Reader, of: { open: Notice[]; closed: Notice[]; announced: Licence[]; next?: string },
  q: string): Page {
  return {
    title: say(reader, '公示与公告', 'Publicity and announcements'),
    body: html`<h1>${say(reader, '公示与公告', 'Publicity and announcements')}</h1>${
      filterForm(reader, '/notices', say(reader, '企业或证书编号', 'Holder or certificate'), q)}
<h2>${say(reader, '正在公示（可提出异议）', 'Open: objections may be lodged')}</h2>${of.open.length > 0
  ? html`<ul class="list">${of.open.map((one) => noticeLine(reader, one))}</ul>` : none(reader)}
<h2>${say(reader, '标识使用许可公告', 'Licences announced')}</h2>${of.announced.length > 0
  ? html`<ul class="list">${of.announced.map((one) => licenceLine(reader, one))}</ul>` : none(reader)}
<h2>${say(reader, '已结束的公示', 'Closed')}</h2>${of.closed.length > 0
  ? html`<ul class="list">${of.closed.map((one) => noticeLine(reader, one))}</ul>`
  : none(reader)}${of.next && html`<p><a href="${to(reader,
  withQuery('/notices', { q: q || undefined, after: of.next }))}">${say(reader, '更早的', 'Earlier')}</a></p>`}`,
  }
}

export function noticesRoutes(on: On): void {
  for (const endpoint of [contract.noticesPage, contract.noticesPageEnglish]) {
    on.raw(endpoint, async (view, { query }, { request, reply }) => {
      const asked = { ...(query.q?.trim() && { q: query.q.trim() }), limit: 30 }
      const open = await listPublicity(view, { ...asked, state: 'open' })
      const announced = await listPublicLicences(view, asked)
      const closed = await listPublicity(view, { ...asked, state: 'closed',
        ...(query.after && { after: query.after }) })
      const found = { open: open.items, announced: announced.items, closed: closed.items,
        ...(closed.next && { next: closed.next }) }
      if (formOf(request) === 'json') return reply.type('application/json; charset=utf-8').header('cache-control',
        'no-store').header('vary', 'accept').send({ ...found, asOf: view.at.official })
      const reader = readerOf(request)
      return sendPage(reply, view, reader, listPage(reader, found, query.q ?? ''))
    })
  }
}

function noticePage(view: View, reader: Reader, of: Notice, values: Record<string, string> = {}, errors: Errors = [],
  key = newKey(view.world)): Page {
  const title = `${plain(reader, of.holder.name)} ${say(reader, '标识使用许可公示', 'Publicity of a licence of the mark')}`
  return {
    title, status: errors.length > 0 ? 422 : 200,
    body: html`<h1>${title}</h1><p>${chip(reader, of.state)} ${
      say(reader, `公示期 ${of.from} 至 ${of.until}`, `From ${of.from} to ${of.until}`)}${
      of.workingDaysLeft !== undefined && say(reader, `，还有 ${of.workingDaysLeft} 个工作日`,
      `, ${of.workingDaysLeft} working days left`)}</p>${facts([
      [say(reader, '申请人', 'Applicant'), html`<a href="${to(reader, `/org/${of.holder.uscc}`)}">${
        text(reader, of.holder.name)}</a>`],
      [say(reader, '产品', 'Products'), html`${of.products.map((product, i) =>
        html`${i > 0 && html`<br>`}${text(reader, product.name)} ${product.models.join(say(reader, '、', ', '))}`)}`],
      [say(reader, '依据的证书', 'Certificate'), html`<a href="${to(reader, `/c/${of.certificate}`)}">${
        of.certificate}</a>`],
      [say(reader, '品牌项目', 'Programme'), text(reader, programmeOf(view.edition, of.programme)?.name)],
      [say(reader, '标准', 'Standards'), html`${of.standards.map((number, i) =>
        html`${i > 0 && say(reader, '、', ', ')}${standardLink(reader, number)}`)}`],
      [say(reader, '地区', 'Region'), regionName(view.world.reference.regions, of.region)],
      [say(reader, '成立的异议', 'Objections upheld'), of.objections],
      [say(reader, '结论', 'Outcome'), of.decision && say(reader, of.decision === 'granted' ? '准予使用' : '不予使用',
        of.decision)],
    ])}${of.state === 'open' ? html`<h2>${say(reader, '提出异议', 'Lodge an objection')}</h2><p>${
      say(reader, '任何人都可以提出；匿名也受理。处理结果会告知留有联系方式的异议人。',
      'Anybody may object, also without a name. Whoever leaves a contact is told the outcome.')}</p>${
      formMarkup(reader, {
      action: to(reader, `/notices/${of.id}`), key, values, errors,
        submit: say(reader, '提交异议', 'Send the objection'), fields: [
        { name: 'ground', kind: 'choice', required: true, label: say(reader, '异议事由', 'Ground'),
          options: view.edition.grounds.objection.map(({ id, name }) => [id, plain(reader, name)] as const) },
        { name: 'text', kind: 'area', required: true, label: say(reader, '事实与理由', 'Facts and reasons') },
        { name: 'name', kind: 'line', label: say(reader, '姓名或单位', 'Name'), autocomplete: 'name' },
        { name: 'contact', kind: 'line', label: say(reader, '联系方式', 'Contact'), autocomplete: 'tel' }] })}`
      : html`<p>${say(reader, '公示期已结束，不再接收异议；对证书或用标有疑问可以举报。',
        'The publicity has ended; doubts may still be reported.')} <a href="${
        to(reader, `/report?code=${of.certificate}`)}">${say(reader, '举报', 'Report')}</a></p>`}`,
  }
}

/** One publicity, with the form for an objection while it is open. */
export function noticePages(site: Site): void {
  pageAt(site, '/notices/:id', async (view, reader, { params }) =>
    noticePage(view, reader, await noticeOf(view, params.id)))
  formAt(site, '/notices/:id', async (view, reader, { request, params }) => {
    const notice = await noticeOf(view, params.id)
    const { key, ...body } = { ...(await readForm(request)).values }
    const outcome = await submit(site, reader, licences.lodgeObjection, { key, params: { id: notice.id }, body },
      (work) =>
      lodgeObjection(work, notice.id, body as { ground: string; text: string }))
    if (!outcome.ok) return noticePage(view, reader, notice, body, outcome.errors,
      outcome.code === 'key-reused' ? undefined : key)
    const { number, handleBy } = outcome.answer
    return {
      title: `${say(reader, '异议已收到', 'Objection received')} ${number}`, status: 201,
      body: html`<div class="v ok" role="status"><h1>${say(reader, '异议已收到', 'Objection received')}</h1><p>${
        say(reader, `异议编号 ${number}，最迟 ${handleBy} 前处理。`,
        `Number ${number}; to be handled by ${handleBy}.`)}</p></div><p>${
        say(reader, '许可决定前，每一件异议都会处理完毕。', 'Every objection is handled before the licence is decided.')} <a href="${
        to(reader, '/notices')}">${say(reader, '返回公示', 'Back')}</a></p>`,
    }
  })
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const noticeOf = (view: View, id = ''): Promise<Notice> =>
  publicityNotice(view, ID.test(id) ? id : '00000000-0000-0000-0000-000000000000')
