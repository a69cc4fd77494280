import { declarations } from '@tianfu/contract'
import { lodgeChallenge, publicDeclaration, publicDeclarations } from '../modules/declarations/index.ts'
import { normaliseIdentifier } from '@tianfu/identifiers'
import { isRefusal } from '@tianfu/kernel'
import type { View } from '../platform/work.ts'
import { formMarkup, newKey, readForm, submit } from './form.ts'
import type { Errors } from './form.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { chinese, plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { filterForm, nextPage } from './lists.ts'
import { noSuchNumber } from './not-found.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { reportButton, standardLink } from './verdict-page.ts'
import { chip, facts, statement } from './words.ts'

type Item = Awaited<ReturnType<typeof publicDeclarations>>['items'][number]
type Declaration = Awaited<ReturnType<typeof publicDeclaration>>
type Value = Declaration['values'][number]

export const declarationLine = (reader: Reader, of: Item): Markup =>
  html`<li><a href="${to(reader, `/declarations/${of.number}`)}">${text(reader, of.productName)}</a> ${
  chip(reader, of.standing)}<br><small>${text(reader, of.holder.name)} · ${of.number} · ${
  say(reader, `有效至 ${of.validUntil}`, `until ${of.validUntil}`)}</small></li>`

const VALUES: Record<string, [string, string]> = { yes: ['是', 'yes'], no: ['否', 'no'],
  'not-detected': ['未检出', 'not detected'] }
const valuesOf = (reader: Reader, { values, detectionLimit }: Value): string => {
  const shown = values.map((value) => { const words = VALUES[value]; return words ? say(reader, ...words)
    : value }).join(say(reader, '、', ', '))
  return detectionLimit ? `${shown}（${say(reader, '检出限', 'detection limit')} ${detectionLimit}）` : shown
}
const VERDICTS: Record<string, [string, string]> = {
  pass: ['符合', 'met'], fail: ['不符合', 'not met'], missing: ['未给出', 'not given'],
    'not-applicable': ['不适用', 'not applicable'], unknown: ['待核', 'to be checked'],
}
const verdictOf = (reader: Reader, verdict: string): string => { const words = VERDICTS[verdict]; return words
  ? say(reader, ...words) : verdict }

function valuesTable(reader: Reader, values: readonly Value[], caption: string): Markup {
  return html`<div class="scroll" tabindex="0"><table><caption>${caption}</caption><thead><tr><th scope="col">${
    say(reader, '指标', 'Indicator')}</th><th scope="col">${say(reader, '申明值', 'Declared')}</th><th scope="col">${
    say(reader, '本标准', 'This standard')}</th><th scope="col">${
    say(reader, '国家标准', 'National')}</th></tr></thead><tbody>${values.map((row) =>
    html`<tr><th scope="row">${text(reader, row.name)}${row.unit && html` <small>${row.unit}</small>`}${row.condition
      && html`<br><small>${text(reader, row.condition)}</small>`}</th><td>${valuesOf(reader, row)}</td><td>${
      text(reader, row.ours.limit)} <small>${verdictOf(reader, row.ours.verdict)}</small></td><td>${
      text(reader, row.national.limit)} <small>${row.national.limit ? verdictOf(reader, row.national.verdict)
      : text(reader, row.national.reason)}</small></td></tr>`)}</tbody></table></div>`
}

function declarationPage(view: View, reader: Reader, of: Declaration, values: Record<string, string> = {},
  errors: Errors = [], key = newKey(view.world)): Page {
  const standing = { zh: '企业自主申明', en: 'Declaration by the enterprise' }
  const challengeable = !['withdrawn', 'refuted', 'expired'].includes(of.standing)
  return {
    title: `${say(reader, '自主申明', 'Declaration')} ${of.number}`, wide: true, status: errors.length > 0 ? 422 : 200,
    body: html`${statement(reader, of.standing, standing,
      [say(reader, '这是企业自己的申明，由企业对真实性负责，不是第三方认证。',
      'This is the enterprise’s own statement; the enterprise answers for its truth. '
      + 'It is not a certification.')])}${facts([
      [say(reader, '编号', 'Number'), of.number],
      [say(reader, '企业', 'Enterprise'), html`<a href="${to(reader, `/org/${of.holder.uscc}`)}">${
        text(reader, of.holder.name)}</a>`],
      [say(reader, '产品或服务', 'Product or service'), html`${text(reader, of.productName)} ${
        of.models.join(say(reader, '、', ', '))}`],
      [say(reader, '执行标准', 'Standards'), html`${of.standards.map(({ number, name }, i) =>
        html`${i > 0 && html`<br>`}${standardLink(reader, number)} ${text(reader, name)}`)}`],
      [say(reader, '符合所申明的标准', 'Conforms as declared'), of.conforms ? say(reader, '是', 'Yes') : say(reader, '否', 'No')],
      [say(reader, '公开日期', 'Published'), of.publishedOn],
        [say(reader, '已确认至', 'Confirmed until'), of.confirmedUntil],
        [say(reader, '有效至', 'Valid until'), of.validUntil],
      [say(reader, '申明文字', 'Statement'), of.statement !== null && chinese(reader, of.statement)],
    ])}${valuesTable(reader, of.values, say(reader, '申明的指标值', 'Declared values'))}${
      of.earlier.map((one) => html`<details><summary>${
      say(reader, `更正前（第 ${one.revision} 版，${one.publishedOn}）`,
      `Before correction (revision ${one.revision}, ${one.publishedOn})`)}</summary>${
      valuesTable(reader, one.values, say(reader, '更正前的值', 'Earlier values'))}</details>`)}
<h2>${say(reader, '已受理的质疑', 'Challenges accepted')}</h2>${of.challenges.length === 0
  ? html`<p>${say(reader, '没有。', 'None.')}</p>` : html`<ul class="list">${
  of.challenges.map((one) => html`<li>${one.number} ${text(reader, one.ground)}（${one.acceptedOn}）${one.answer
  && html`<br>${say(reader, '企业答复：', 'Answer: ')}${chinese(reader, one.answer)}`}${one.outcome
  && html`<br>${say(reader, '结论：', 'Outcome: ')}${verdictOfChallenge(reader, one.outcome)} ${
  one.concludedOn}`}</li>`)}</ul>`}${challengeable
  && html`<h2>${say(reader, '质疑这份申明', 'Challenge this declaration')}</h2><p>${
  say(reader, '监管部门受理后才会公开；企业须在期限内答复。',
  'It becomes public only once an authority has accepted it; the enterprise must answer in time.')}</p>${
  formMarkup(reader, {
      action: to(reader, `/declarations/${of.number}`), key, values, errors,
        submit: say(reader, '提交质疑', 'Send the challenge'), fields: [
        { name: 'ground', kind: 'choice', required: true, label: say(reader, '事由', 'Ground'),
          options: view.edition.grounds.challenge.map(({ id, name }) => [id, plain(reader, name)] as const) },
        { name: 'text', kind: 'area', required: true, label: say(reader, '事实与证据', 'Facts and evidence') },
        { name: 'contact', kind: 'line', label: say(reader, '联系方式', 'Contact'), autocomplete: 'tel' }] })}`}${
          reportButton(reader, of.number)}`,
  }
}

const OUTCOMES: Record<string, [string, string]> = { unfounded: ['质疑不成立', 'Unfounded'],
  corrected: ['已更正', 'Corrected'], refuted: ['申明被否定', 'Refuted'] }
const verdictOfChallenge = (reader: Reader, outcome: string): string => { const words = OUTCOMES[
  outcome]; return words ? say(reader, ...words) : outcome }

/** @returns undefined where no declaration has the number */
async function found(view: View, number: string): Promise<Declaration | undefined> {
  try {
    return await publicDeclaration(view, normaliseIdentifier(number))
  } catch (error) {
    if (isRefusal(error) && error.code === 'not-found') return undefined
    throw error
  }
}

export function declarationPages(site: Site): void {
  pageAt(site, '/declarations', async (view, reader, { query }) => {
    const { items, next } = await publicDeclarations(view,
      { ...(query.q?.trim() && { q: query.q.trim().slice(0, 100) }), ...(query.after && { after: query.after }),
      limit: 30 })
    return {
      title: say(reader, '企业自主申明', 'Declarations'),
      body: html`<h1>${say(reader, '企业自主申明', 'Declarations of enterprises')}</h1><p>${
        say(reader, '企业按 A+B 标准自评后公开申明，自负其责；任何人都可以质疑。',
        'Enterprises assess themselves against an A and a B standard and answer for what they declare; anybody may '
        + 'challenge it.')}</p>
        ${filterForm(reader, '/declarations', say(reader, '企业、产品或编号', 'Enterprise, product or number'), query.q)}
        ${items.length === 0
          ? html`<p>${say(reader, '没有符合条件的申明。', 'No declaration fits.')}</p>`
          : html`<ul class="list">${items.map((one) => declarationLine(reader, one))}</ul>`}
        ${nextPage(reader, '/declarations', { q: query.q }, next)}`,
    }
  })
  pageAt(site, '/declarations/:number', async (view, reader, { params }) => {
    const of = await found(view, params.number ?? '')
    return of ? declarationPage(view, reader, of) : noSuchNumber(view, reader, params.number ?? '')
  })
  formAt(site, '/declarations/:number', async (view, reader, { request, params }) => {
    const of = await found(view, params.number ?? '')
    if (!of) return noSuchNumber(view, reader, params.number ?? '')
    const { key, ...body } = { ...(await readForm(request)).values }
    const outcome = await submit(site, reader, declarations.challengeDeclaration,
      { key, params: { number: of.number }, body }, (work) =>
      lodgeChallenge(work, of.number, body as { ground: string; text: string }))
    if (!outcome.ok) return declarationPage(view, reader, of, body, outcome.errors,
      outcome.code === 'key-reused' ? undefined : key)
    const { number, answerBy } = outcome.answer
    return {
      title: `${say(reader, '质疑已收到', 'Challenge received')} ${number}`, status: 201,
      body: html`<div class="v ok" role="status"><h1>${say(reader, '质疑已收到', 'Challenge received')}</h1><p>${
        say(reader, `质疑编号 ${number}，监管部门最迟 ${answerBy} 前决定是否受理。`,
        `Number ${number}; the authority accepts or refuses it by ${answerBy}.`)}</p></div><p><a href="${
        to(reader, `/declarations/${of.number}`)}">${say(reader, '返回申明', 'Back to the declaration')}</a></p>`,
    }
  })
}
