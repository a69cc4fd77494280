import { createHash } from 'node:crypto'
import { supervision } from '@tianfu/contract'
import { lodgeReport, trackReport } from '../modules/supervision/index.ts'
import { viewOf } from '../platform/command.ts'
import { checker } from '../platform/http/validation.ts'
import type { View } from '../platform/work.ts'
import { errorsOf, formMarkup, newKey, readForm, submit } from './form.ts'
import type { Errors, Field, Filled } from './form.ts'
import { html } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { facts } from './words.ts'

/** Photographs straight from a telephone; sealed one by one. */
const PHOTOS = { most: 3, bytes: 6_000_000 }

function fields(view: View, reader: Reader): Field[] {
  const { prefectures, province } = view.world.reference.regions.file
  return [
    { name: 'ground', kind: 'choice', required: true, label: say(reader, '举报什么', 'What it is about'),
      options: view.edition.grounds.report.filter(({ system }) => !system).map(({ id, name }) =>
        [id, plain(reader, name)] as const) },
    { name: 'code', kind: 'line', label: say(reader, '标识码、证书编号或商品条码', 'Code, certificate number or GTIN') },
    { name: 'text', kind: 'area', required: true, label: say(reader, '情况说明', 'What happened'),
      hint: say(reader, '在哪里、什么时候、买到或看到了什么。不要写身份证号。',
        'Where, when, and what was bought or seen. No identity numbers, please.') },
    { name: 'region', kind: 'select', label: say(reader, '发生地', 'Where'),
      options: [[province.code, plain(reader, province.name)],
        ...prefectures.map(({ code, name }) => [code, plain(reader, name)] as const)] },
    { name: 'photos', kind: 'photos', label: say(reader, '照片（最多 3 张）', 'Photographs (3 at most)'),
      hint: say(reader, 'JPEG、PNG 或 WebP，每张不超过 6 MB', 'JPEG, PNG or WebP, 6 MB each at most') },
    { name: 'contact', kind: 'line', label: say(reader, '联系方式', 'Contact'), autocomplete: 'tel',
      hint: say(reader, '加密保存，只有办理人员能看到；不填也能查询进度。',
        'Kept sealed, for the officer only; progress can be followed without it.') },
  ]
}

function reportForm(view: View, reader: Reader, values: Record<string, string>, errors: Errors = [],
  key = newKey(view.world)): Page {
  return {
    title: `${errors.length > 0 ? say(reader, '错误：', 'Error: ') : ''}${say(reader, '举报', 'Report')}`,
      status: errors.length > 0 ? 422 : 200,
    body: html`<h1>${say(reader, '举报假冒、质量问题或违规用标', 'Report a fake, a defect or a misuse of the mark')}</h1><p>${
      say(reader,
      '不需要账号。提交后会得到举报编号和查询码，在承诺的日期前答复是否受理。紧急的安全问题请同时拨打 12315。',
      'No account is needed. You get a number and a follow-up token, and an answer by the promised day. For urgent '
      + 'safety problems also call 12315.')} <a href="${
      to(reader, '/report/progress')}">${say(reader, '查询举报进度', 'Follow a report')}</a></p>${formMarkup(reader, {
      action: to(reader, '/report'), fields: fields(view, reader), key, values, errors,
        submit: say(reader, '提交举报', 'Send the report') })}`,
  }
}

function receipt(reader: Reader, { number, token,
  answerBy }: { number: string; token: string; answerBy: string }): Page {
  return {
    title: `${say(reader, '举报已收到', 'Report received')} ${number}`, status: 201,
    body: html`<div class="v ok" role="status"><h1>${say(reader, '举报已收到', 'Report received')}</h1><p>${
      say(reader, '请记下或截图保存：', 'Write this down or keep a picture of it:')}</p></div>${facts([
      [say(reader, '举报编号', 'Number'), html`<span class="mark code">${number}</span>`],
        [say(reader, '查询码', 'Follow-up token'), html`<span class="code">${token}</span>`],
      [say(reader, '答复是否受理', 'Answer by'), answerBy]])}<h2>${say(reader, '接下来', 'What happens next')}</h2><ol><li>${
        say(reader, '当地监管部门决定是否受理并告知理由。', 'The local authority accepts it or says why not.')}</li><li>${
        say(reader, '受理后核查；属实的责令认证机构处理，并公开证书状态的变化。',
        'It is checked; if true the body is ordered to act, and the certificate’s standing changes in public.')}</li>
        <li>${say(reader, '凭编号和查询码随时查看进度和答复。', 'With number and token you may follow it at any time.')}</li></ol>
        <p><a class="b alt" href="${to(reader, `/report/progress?number=${number}`)}">${
        say(reader, '查询进度', 'Follow it')}</a></p>`,
  }
}

function progressForm(view: View, reader: Reader, values: Record<string, string>, errors: Errors = []): Page {
  return {
    title: say(reader, '查询举报进度', 'Follow a report'), status: errors.length > 0 ? 422 : 200,
    body: html`<h1>${say(reader, '查询举报进度', 'Follow a report')}</h1>${formMarkup(reader, {
      action: to(reader, '/report/progress'), key: newKey(view.world), values, errors,
        submit: say(reader, '查询', 'Look up'), fields: [
        { name: 'number', kind: 'line', required: true, label: say(reader, '举报编号', 'Number') },
        { name: 'token', kind: 'line', required: true, label: say(reader, '查询码', 'Follow-up token') }] })}`,
  }
}

async function progress(site: Site, view: View, reader: Reader, values: Record<string, string>): Promise<Page> {
  const body = { number: values.number ?? '', token: values.token ?? '' }
  try {
    checker(supervision.trackReport.body, 'body')(body)
    const found = await trackReport(await viewOf(site.world, undefined), body)
    return {
      title: `${say(reader, '举报进度', 'Report')} ${found.number}`,
      body: html`<h1>${say(reader, '举报', 'Report')} ${found.number}</h1>${facts([
        [say(reader, '提交日期', 'Sent on'), found.lodgedOn],
          [say(reader, '办理部门', 'Handled by'), text(reader, found.handledBy)],
          [say(reader, '办理期限', 'Due'), found.dueOn]])}<ol class="list">${found.steps.map((step) =>
        html`<li><strong>${text(reader, step.label)}</strong> ${step.on}${step.note
          && html`<br>${step.note}`}</li>`)}</ol>`,
    }
  } catch (error) {
    const isUnknown = (error as { code?: string }).code === 'not-found'
    const errors: Errors = isUnknown ? [['number', say(reader, '编号或查询码不对，请核对。',
      'Number or token is wrong, compare them.')]] : errorsOf(reader, error).errors
    return progressForm(view, reader, values, errors)
  }
}

export function reportPages(site: Site): void {
  pageAt(site, '/report', (view, reader, { query }) =>
    reportForm(view, reader, query.code ? { code: query.code.slice(0, 200) } : {}))
  formAt(site, '/report', async (view, reader, { request }) => {
    let filled: Filled
    try {
      filled = await readForm(request, PHOTOS)
    } catch (error) {
      return reportForm(view, reader, {}, errorsOf(reader, error).errors)
    }
    const { key, photos: _, ...body } = { photos: '', ...filled.values } as Record<string, string>
    const outcome = await submit(site, reader, supervision.lodgeReport, {
      key, body, hashed: { ...body, photos: filled.files.map((bytes) =>
        createHash('sha256').update(bytes).digest('hex')) },
    }, (work) => lodgeReport(work, { ...body as { ground: string; text: string }, photos: filled.files }))
    return outcome.ok ? receipt(reader, outcome.answer)
      : reportForm(view, reader, body, outcome.errors, outcome.code === 'key-reused' ? undefined : key)
  })
  pageAt(site, '/report/progress', (view, reader, { query }) =>
    progressForm(view, reader, query.number ? { number: query.number } : {}))
  formAt(site, '/report/progress', async (view, reader, { request }) =>
    progress(site, view, reader, { ...(await readForm(request)).values }))
}
