import { pages as contract, refuse } from '@tianfu/contract'
import type { FastifyReply } from 'fastify'
import { parseCreditCode } from '@tianfu/identifiers'
import { regionName } from '@tianfu/scheme'
import { bodyDetail, findBody, findLaboratory, laboratoryDetail } from '../modules/bodies/index.ts'
import { certificatesOf, standing } from '../modules/certification/index.ts'
import { publicDeclarations } from '../modules/declarations/index.ts'
import { listPublicLicences } from '../modules/licences/index.ts'
import { findOrganisationByUscc } from '../modules/parties/index.ts'
import type { FoundOrganisation } from '../modules/parties/index.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { declarationLine } from './declarations-pages.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { formOf, readerOf, sendPage } from './layout.ts'
import type { Page } from './layout.ts'
import { standardLink } from './verdict-page.ts'
import { chip, facts, statement } from './words.ts'

const KINDS: Record<string, [string, string]> = {
  enterprise: ['企业', 'enterprise'], body: ['认证机构', 'certification body'], laboratory: ['检测机构', 'laboratory'],
    licensor: ['标识许可方', 'licensor of the mark'],
  authority: ['监管部门', 'authority'], alliance: ['发展联盟', 'alliance'], platform: ['平台', 'platform'],
}

/** What the register shows of an organisation. No natural person stands in it. */
async function recordOf(view: View, of: FoundOrganisation) {
  const certificates = await certificatesOf(view.db, of.id)
  const licences = (await listPublicLicences(view, { q: of.name.zh, limit: 100 })).items.filter(({ holder }) =>
    holder.uscc === of.uscc)
  const declarations = (await publicDeclarations(view, { uscc: of.uscc, limit: 100 })).items
  return {
    uscc: of.uscc, name: of.name, formerNames: of.formerNames.map(({ name }) => name), region: of.region,
    regionName: regionName(view.world.reference.regions, of.region), kinds: [...of.kinds],
    certificates: certificates.map(({ state }) => ({
      number: state.registerNumber, status: standing(state, view.at.today),
        product: state.products[0]?.name ?? { zh: '' },
      programme: state.programme, validUntil: state.validUntil })),
    licences: licences.map(({ number, status, certificate }) => ({ number, status, certificate })),
    declarations, asOf: view.at.official,
  }
}

const ofData = ({ declarations, ...rest }: Awaited<ReturnType<typeof recordOf>>) => ({
  ...rest, declarations: declarations.map(({ number, standing: how, productName, validUntil }) =>
    ({ number, standing: how, product: productName, validUntil })),
})

async function organisationPage(view: View, reader: Reader, of: FoundOrganisation): Promise<Page> {
  const record = await recordOf(view, of)
  const nothing = record.certificates.length + record.licences.length + record.declarations.length === 0
  const admitted = await approvals(view, reader, of)
  return {
    title: plain(reader, of.name),
    body: html`<h1>${text(reader, of.name)}</h1>${facts([
      [say(reader, '统一社会信用代码', 'Credit code'), html`<span class="code">${of.uscc}</span>`],
      [say(reader, '类别', 'Kind'), of.kinds.map((kind) => { const words = KINDS[kind]; return words
        ? say(reader, ...words) : kind }).join(say(reader, '、', ', '))],
      [say(reader, '地区', 'Region'), record.regionName],
      [say(reader, '曾用名', 'Former names'), of.formerNames.map(({ name }) =>
        plain(reader, name)).join(say(reader, '、', ', '))],
    ])}${admitted}${nothing && of.kinds.includes('enterprise')
      && html`<p role="status"><strong>${say(reader, '该企业目前没有本品牌的证书、标识许可或自主申明。',
      'This enterprise has no certificate, licence or declaration of this scheme.')}</strong></p>`}${!nothing
      && html`<h2>${say(reader, '证书', 'Certificates')}</h2>${record.certificates.length === 0
      ? html`<p>${say(reader, '没有。', 'None.')}</p>` : html`<ul class="list">${record.certificates.map((one) =>
      html`<li>${chip(reader, one.status)} <a href="${to(reader, `/c/${one.number}`)}">${
        text(reader, one.product)}</a><br><small><span class="code">${one.number}</span> · ${
        say(reader, `有效至 ${one.validUntil}`, `until ${one.validUntil}`)}</small></li>`)}</ul>`}
<h2>${say(reader, '标识使用许可', 'Licences of the mark')}</h2>${record.licences.length === 0
  ? html`<p>${say(reader, '没有。', 'None.')}</p>` : html`<ul class="list">${
  record.licences.map((one) => html`<li>${chip(reader, one.status)} <a href="${to(reader, `/v/${one.number}`)}">${
  one.number}</a></li>`)}</ul>`}
<h2>${say(reader, '自主申明', 'Declarations')}</h2>${record.declarations.length === 0
  ? html`<p>${say(reader, '没有。', 'None.')}</p>` : html`<ul class="list">${
  record.declarations.map((one) => declarationLine(reader, one))}</ul>`}`}
<p class="small">${say(reader, '登记信息有误？', 'Is something wrong here?')} <a href="${
  to(reader, `/report?code=${of.uscc}`)}">${say(reader, '告诉我们', 'Tell us')}</a> · <a href="/org/${
  of.uscc}.json">JSON</a> · <a href="/org/${of.uscc}.jwt">${say(reader, '身份凭证', 'Credential')}</a></p>`,
  }
}

/** What a body may certify and a laboratory may test. */
async function approvals(view: View, reader: Reader, of: FoundOrganisation): Promise<Markup | false> {
  const isBody = of.kinds.includes('body') && await findBody(view.db, of.id)
  const isLaboratory = of.kinds.includes('laboratory') && await findLaboratory(view.db, of.id)
  if (!isBody && !isLaboratory) return false
  const body = isBody ? await bodyDetail({ ...view, actor: undefined }, of.id) : undefined
  const laboratory = isLaboratory ? await laboratoryDetail({ ...view, actor: undefined }, of.id) : undefined
  const standingWords = (status: string) => say(reader,
    { approved: '在册', suspended: '暂停', ended: '已终止' }[status] ?? status, status)
  return html`${body && html`<h2>${say(reader, '认证资质', 'Approval')}</h2>${
    facts([[say(reader, '批准号', 'Approval'), body.approvalNumber],
    [say(reader, '状态', 'State'), standingWords(body.status)],
    [say(reader, '签名密钥', 'Keys'), html`<a href="/bodies/${body.slug}/did.json">${
    body.did}</a>`]])}<ul class="list">${body.scopes.map((scope) =>
    html`<li>${standardLink(reader, scope.rule)} ${text(reader, scope.name)} <small>${scope.from} – ${
    scope.until}</small></li>`)}</ul>`}${laboratory && html`<h2>${say(reader, '检测能力', 'Scope of tests')}</h2>${
    facts([['CMA', laboratory.cma ?? ''], ['CNAS', laboratory.cnas ?? ''],
    [say(reader, '状态', 'State'), standingWords(laboratory.status)]])}<p>${
    laboratory.methods.join(say(reader, '、', ', '))}</p>`}`
}

export function organisationRoutes(on: On): void {
  for (const endpoint of [contract.organisationPage, contract.organisationPageEnglish]) {
    on.raw(endpoint, async (view, { params }, { request, reply }) => {
      const code = parseCreditCode(params.uscc)
      const found = code.ok ? await findOrganisationByUscc(view.db, code.value) : undefined
      const reader = readerOf(request)
      if (formOf(request) === 'json') return sendRecord(view, reply, found)
      if (found) return sendPage(reply, view, reader, await organisationPage(view, reader, found))
      const why = code.ok ? { zh: '没有登记这个统一社会信用代码', en: 'No organisation with this credit code is registered' }
        : { zh: code.zh, en: code.en }
      return sendPage(reply, view, reader, { status: 404, title: plain(reader, why),
        body: html`${statement(reader, code.ok ? 'unknown' : 'malformed', why,
        [html`<span class="code">${params.uscc.slice(0, 100)}</span>`])}<p><a href="${to(reader, '/search')}">${
        say(reader, '按名称查询', 'Search by name')}</a></p>` })
    })
  }
  on.raw(contract.organisationData, async (view, { params }, { reply }) => {
    const code = parseCreditCode(params.uscc)
    return sendRecord(view, reply, code.ok ? await findOrganisationByUscc(view.db, code.value) : undefined)
  })
}

async function sendRecord(view: View, reply: FastifyReply, found: FoundOrganisation | undefined) {
  return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').header('vary',
    'accept').send(ofData(await recordOf(view, found ?? refuse('not-found'))))
}
