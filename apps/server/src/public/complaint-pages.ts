import { appeals } from '@tianfu/contract'
import { lodgeComplaint, trackComplaint } from '../modules/certification/index.ts'
import { viewOf } from '../platform/command.ts'
import { checker } from '../platform/http/validation.ts'
import type { View } from '../platform/work.ts'
import { errorsOf, formMarkup, newKey, readForm, submit } from './form.ts'
import type { Errors, Field, Filled } from './form.ts'
import { html } from './html.ts'
import { chinese, plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { facts } from './words.ts'

/** Complaints to a body about a certificate of its own; reports of fakes and defects go to authorities. */

function fields(view: View, reader: Reader): Field[] {
  return [
    { name: 'certificate', kind: 'line', required: true, label: say(reader, '证书编号', 'Certificate number') },
    { name: 'ground', kind: 'choice', required: true, label: say(reader, '投诉事项', 'What it is about'),
      options: view.edition.grounds.complaint.filter(({ system }) => !system).map(({ id, name }) =>
        [id, plain(reader, name)] as const) },
    { name: 'text', kind: 'area', required: true, label: say(reader, '事实和理由', 'Facts and reasons'),
      hint: say(reader, '不要写身份证号。', 'No identity numbers, please.') },
    { name: 'contact', kind: 'line', label: say(reader, '联系方式', 'Contact'), autocomplete: 'tel',
      hint: say(reader, '加密保存，只有认证机构的办理人员能看到；不填也能查询进度。',
        'Kept sealed, for those of the body who handle it; progress can be followed without it.') },
  ]
}

function complaintForm(view: View, reader: Reader, values: Record<string, string>, errors: Errors = [],
  key = newKey(view.world)): Page {
  return {
    title: `${errors.length > 0 ? say(reader, '错误：', 'Error: ') : ''}${
      say(reader, '投诉认证机构', 'Complain about a certification body')}`, status: errors.length > 0 ? 422 : 200,
    body: html`<h1>${say(reader, '投诉认证机构', 'Complain about a certification body')}</h1><p>${say(reader,
      '对认证过程、获证产品或认证人员有意见，可以向发证的认证机构投诉，由没有参与过该认证的人员处理。'
      + '假冒、质量和安全问题请用“举报”，由监管部门处理。',
      'What concerns a certification, a certified product or the body’s people goes to the body that issued the '
      + 'certificate, and somebody who took no part decides. Fakes, defects and dangers go to the authority.')} <a
      href="${to(reader, '/complaint/progress')}">${say(reader, '查询投诉进度', 'Follow a complaint')}</a></p>${
      formMarkup(reader, { action: to(reader, '/complaint'), fields: fields(view, reader), key, values, errors,
        submit: say(reader, '提交投诉', 'Send the complaint') })}`,
  }
}

function receipt(reader: Reader, { number, token, body, answerBy }: {
  number: string; token: string; body: string; answerBy: string }): Page {
  return {
    title: `${say(reader, '投诉已收到', 'Complaint received')} ${number}`, status: 201,
    body: html`<div class="v ok" role="status"><h1>${say(reader, '投诉已收到', 'Complaint received')}</h1><p>${
      say(reader, '请记下或截图保存：', 'Write this down or keep a picture of it:')}</p></div>${facts([
      [say(reader, '投诉编号', 'Number'), html`<span class="mark code">${number}</span>`],
      [say(reader, '查询码', 'Follow-up token'), html`<span class="code">${token}</span>`],
      [say(reader, '认证机构', 'Certification body'), chinese(reader, body)],
      [say(reader, '答复期限', 'Answer by'), answerBy]])}
      <p><a class="b alt" href="${to(reader, `/complaint/progress?number=${number}`)}">${
      say(reader, '查询进度', 'Follow it')}</a></p>`,
  }
}

function progressForm(view: View, reader: Reader, values: Record<string, string>, errors: Errors = []): Page {
  return {
    title: say(reader, '查询投诉进度', 'Follow a complaint'), status: errors.length > 0 ? 422 : 200,
    body: html`<h1>${say(reader, '查询投诉进度', 'Follow a complaint')}</h1>${formMarkup(reader, {
      action: to(reader, '/complaint/progress'), key: newKey(view.world), values, errors,
      submit: say(reader, '查询', 'Look up'), fields: [
        { name: 'number', kind: 'line', required: true, label: say(reader, '投诉编号', 'Number') },
        { name: 'token', kind: 'line', required: true, label: say(reader, '查询码', 'Follow-up token') }] })}`,
  }
}

async function progress(site: Site, view: View, reader: Reader, values: Record<string, string>): Promise<Page> {
  const body = { number: values.number ?? '', token: values.token ?? '' }
  try {
    checker(appeals.trackComplaint.body, 'body')(body)
    const found = await trackComplaint(await viewOf(site.world, undefined), body)
    return {
      title: `${say(reader, '投诉进度', 'Complaint')} ${found.number}`,
      body: html`<h1>${say(reader, '投诉', 'Complaint')} ${found.number}</h1>${facts([
        [say(reader, '提交日期', 'Sent on'), found.filedOn],
        [say(reader, '认证机构', 'Certification body'), chinese(reader, found.body)],
        [say(reader, '状态', 'State'), text(reader, found.statusLabel)],
        [say(reader, '答复期限', 'Due'), found.dueOn],
        [say(reader, '处理决定', 'Decision'), found.outcome && text(reader, found.outcome)],
        [say(reader, '决定日期', 'Decided on'), found.decidedOn],
        [say(reader, '答复', 'Answer'), found.answer && chinese(reader, found.answer)]])}`,
    }
  } catch (error) {
    const isUnknown = (error as { code?: string }).code === 'not-found'
    const errors: Errors = isUnknown ? [['number', say(reader, '编号或查询码不对，请核对。',
      'Number or token is wrong, compare them.')]] : errorsOf(reader, error).errors
    return progressForm(view, reader, values, errors)
  }
}

export function complaintPages(site: Site): void {
  pageAt(site, '/complaint', (view, reader, { query }) =>
    complaintForm(view, reader, query.certificate ? { certificate: query.certificate.slice(0, 60) } : {}))
  formAt(site, '/complaint', async (view, reader, { request }) => {
    let filled: Filled
    try {
      filled = await readForm(request)
    } catch (error) {
      return complaintForm(view, reader, {}, errorsOf(reader, error).errors)
    }
    const { key, ...body } = filled.values as Record<string, string>
    const outcome = await submit(site, reader, appeals.lodgeComplaint, { key, body, hashed: body },
      (work) => lodgeComplaint(work, body as { certificate: string; ground: string; text: string }))
    return outcome.ok ? receipt(reader, outcome.answer)
      : complaintForm(view, reader, body, outcome.errors, outcome.code === 'key-reused' ? undefined : key)
  })
  pageAt(site, '/complaint/progress', (view, reader, { query }) =>
    progressForm(view, reader, query.number ? { number: query.number } : {}))
  formAt(site, '/complaint/progress', async (view, reader, { request }) =>
    progress(site, view, reader, { ...(await readForm(request)).values }))
}
