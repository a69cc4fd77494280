import { gunzipSync, gzipSync } from 'node:zlib'
import { pages as contract, refuse } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import { verifyReceipt } from '@tianfu/verifier'
import { platformDid, platformDidDocument } from '../modules/verification/index.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { verifyList } from './batch.ts'
import type { BatchAnswer, BatchLine } from './batch.ts'
import { batchCsv, batchXlsx, kindWords, listOfFile, listOfText } from './batch-file.ts'
import { errorsOf, formMarkup, newKey, readForm } from './form.ts'
import type { Errors } from './form.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { minute } from './layout.ts'
import type { Page } from './layout.ts'
import { answerHash } from './receipt.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { TOOLS } from './verify-page.ts'
import { chip, facts } from './words.ts'

const FILE = { most: 1, bytes: 4_000_000, longest: 2_200_000, tooLarge: 'too-large' } as const
/** Rows on the page; all of them are in the files. */
const ON_PAGE = 500
const LONGEST_RESULT = 4_000_000
const MOST_INFLATED = 16_000_000

const form = (view: View, reader: Reader, list = '', errors: Errors = []): Page => ({
  title: `${errors.length > 0 ? say(reader, '错误：', 'Error: ') : ''}${
    say(reader, '批量核验', 'Verify a list')}`, status: errors.length > 0 ? 422 : 200,
  body: html`<h1>${say(reader, '批量核验', 'Verify a list')}</h1><p>${say(reader,
    '粘贴或上传至多 5,000 个证书编号、许可编号、标识码、统一社会信用代码或名称，一次得到每一条的结论。不需要账号，不收费，名单不保存。',
    'Paste or upload up to 5,000 numbers of certificates or licences, item codes, credit codes or names, and get the '
    + 'verdict on each. No account, no fee; the list is not kept.')}</p>${formMarkup(reader, {
    action: to(reader, '/verify/batch'), key: newKey(view.world), values: { list }, errors,
    submit: say(reader, '核验这些', 'Verify these'),
    fields: [
      { name: 'list', kind: 'area', label: say(reader, '编号或名称，每行一个', 'Numbers or names, one on each line') },
      { name: 'file', kind: 'list', label: say(reader, '或上传清单', 'Or upload a list'), hint: say(reader,
        '.txt、.csv 或 .xlsx，至多 4 MB；表格有多列时，取表头写着编号、证书或名称的一列',
        '.txt, .csv or .xlsx, 4 MB at most; of a table the column headed number, certificate or name is taken') },
    ],
  })}<p class="small">${say(reader, '程序可以用接口：', 'For programs: ')}<span class="code">POST ${
    contract.verifyBatch.url}</span> <a href="${to(reader, '/developers')}">${
    say(reader, '开发者说明', 'For developers')}</a></p>`,
})

const packed = (answer: BatchAnswer): string => gzipSync(JSON.stringify(answer)).toString('base64url')

/**
 * The answer that a page of ours carried with it: signed by us and unchanged. Nothing is kept on the server.
 *
 * @throws Refusal `bad-request`
 */
async function unpacked(view: View, field: string): Promise<BatchAnswer> {
  const broken = (): never => refuse('bad-request', { why: 'result' })
  let answer: unknown
  try {
    answer = JSON.parse(gunzipSync(Buffer.from(field, 'base64url'), { maxOutputLength: MOST_INFLATED }).toString())
  } catch {
    return broken()
  }
  const platform = platformDid(view.world)
  const { verdict, says } = await verifyReceipt(answer, {
    platform, didDocuments: [await platformDidDocument(view)],
  }, TOOLS)
  return verdict === 'genuine' && says?.status === 'batch' ? answer as BatchAnswer : broken()
}

const FILES = [['xlsx', 'Excel（.xlsx）', 'Excel (.xlsx)'], ['csv', 'CSV', 'CSV'],
  ['json', '签名回执（.json）', 'Signed receipt (.json)']] as const

const downloads = (reader: Reader, answer: BatchAnswer): Markup => html`<form method="post" action="${
  to(reader, '/verify/batch/file')}" enctype="multipart/form-data" class="find">
  <input type="hidden" name="result"
  value="${packed(answer)}">${FILES.map(([as, zh, en], i) =>
  html`<button class="b${i > 0 && html` alt`}" name="as" value="${as}">${
    say(reader, '下载 ', 'Download ')}${say(reader, zh, en)}</button>`)}</form>`

function result(reader: Reader, answer: BatchAnswer): Page {
  const { receipt: _, ...signed } = answer
  const { asked, found, valid, notFound } = answer.counts
  const rows = answer.items.map((line, i) => ({ line, number: i + 1 }))
  // What needs a look comes first where not all can be shown.
  const shown = rows.length <= ON_PAGE ? rows
    : [...rows.filter(({ line }) => needsLook(line)), ...rows.filter(({ line }) => !needsLook(line))].slice(0, ON_PAGE)
  return {
    title: say(reader, '批量核验结果', 'Result of the list'), wide: true,
    body: html`<h1>${say(reader, '批量核验结果', 'Result of the list')}</h1><div class="v ${
      valid === asked ? 'ok' : 'none'}" role="status"><h2>${say(reader, `${asked} 条中 ${valid} 条有效`,
      `${valid} of ${asked} valid`)}</h2><p>${say(reader, `有登记 ${found} 条，没有登记 ${notFound} 条。`,
      `${found} in the register, ${notFound} not found.`)}</p></div>${facts([
      [say(reader, '核验时间', 'As of'), `${minute(answer.asOf)} (UTC+8)`],
      [say(reader, '结果的 SHA-256', 'SHA-256 of the result'), html`<span class="code">${answerHash(signed)}</span>`],
    ])}${downloads(reader, answer)}<p class="small">${say(reader,
      '签名回执以后可以核验：',
      'The signed receipt can be verified later: ')}<a href="${to(reader, '/verify')}">${
      say(reader, '核验回执', 'Verify a receipt')}</a></p>${shown.length < rows.length && html`<p><strong>${say(reader,
      `这里先列需要留意的，共显示 ${shown.length} 条；全部 ${rows.length} 条在下载的文件里。`,
      `${shown.length} lines are shown, those that need a look first; all ${rows.length} are in the files.`)
      }</strong></p>`}
<div class="scroll" tabindex="0"><table><caption>${say(reader, '逐条结论', 'Line by line')}</caption><thead><tr>${[
  ['序号', 'No.'], ['结论', 'Verdict'], ['所查', 'Asked'], ['登记内容', 'In the register'], ['有效期至', 'Valid until'],
].map(([zh = '', en = '']) => html`<th scope="col">${say(reader, zh, en)}</th>`)}</tr></thead><tbody>${
  shown.map(({ line, number }) => rowsOf(reader, line, number))}</tbody></table></div><p><a class="b alt" href="${
  to(reader, '/verify/batch')}">${say(reader, '再核验一份', 'Verify another list')}</a></p>`,
  }
}

const needsLook = ({ found }: BatchLine): boolean => !found.some(({ status }) => status === 'valid')

function rowsOf(reader: Reader, { asked, found, more, nothing }: BatchLine, number: number): Markup {
  if (found.length === 0) {
    return html`<tr><td>${number}</td><td>${chip(reader,
      nothing?.why === 'bad-form' || nothing?.why === 'check-digit' ? 'malformed' : 'unknown')}</td><td class="code">${
      asked.slice(0, 200)}</td><td colspan="2">${
      nothing && text(reader, nothing)}${nothing?.similar && html`<br><small>${nothing.similar.map((title, i) =>
      html`${i > 0 && say(reader, '；', '; ')}${text(reader, title)}`)}</small>`}</td></tr>`
  }
  return html`${found.map((one, i) => html`<tr><td>${number}</td><td>${
    one.status === undefined ? say(reader, '有登记', 'In the register') : chip(reader, one.status)}</td><td class="code">${
    asked.slice(0, 200)}</td><td><small>${
    text(reader, kindWords(one.kind))}</small> ${text(reader, one.title)}<br>${one.link
    ? html`<a class="code" href="${to(reader, one.link)}">${one.number}</a>` : html`<span class="code">${
      one.number}</span>`}${more && i === found.length - 1 && html`<br><small>${
      say(reader, '还有更多：', 'There are more: ')}<a href="${
      to(reader, `/search?q=${encodeURIComponent(asked)}`)}">${say(reader, '查询', 'search')}</a></small>`}</td><td>${
    one.validUntil ?? ''}</td></tr>`)}`
}

const TYPES = {
  csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

export const batchRoutes = (on: On): void => on.read(contract.verifyBatch, (view, { body }) =>
  verifyList(view, body.items))

export function batchPages(site: Site): void {
  pageAt(site, '/verify/batch', (view, reader) => form(view, reader))
  formAt(site, '/verify/batch', async (view, reader, { request }) => {
    let list = ''
    try {
      const { values, files } = await readForm(request, FILE)
      list = values.list ?? ''
      const lines = [...listOfText(list), ...files[0] ? await listOfFile(files[0]) : []]
      return result(reader, await verifyList(view, lines))
    } catch (error) {
      const { errors } = errorsOf(reader, error)
      const field = isRefusal(error) && ['list-unreadable', 'too-large'].includes(error.code) ? 'file' : 'list'
      return form(view, reader, list, errors.map(([, sentence]) => [field, sentence] as const))
    }
  })
  formAt(site, '/verify/batch/file', async (view, reader, { request, reply }) => {
    const { values } = await readForm(request, { most: 0, bytes: 0, longest: LONGEST_RESULT })
    const answer = await unpacked(view, values.result ?? '')
    const as = values.as === 'csv' || values.as === 'xlsx' ? values.as : 'json'
    const bytes = as === 'csv' ? Buffer.from(batchCsv(answer.items, view.world.origin))
      : as === 'xlsx' ? Buffer.from(await batchXlsx(answer, view.world.origin)) : Buffer.from(JSON.stringify(answer))
    const stamp = `${answer.day}_${answer.csvSha256.slice(0, 8)}`
    const name = say(reader, `批量核验_${stamp}.${as}`, `verified_${stamp}.${as}`)
    return reply.type(TYPES[as]).header('content-disposition',
      `attachment; filename="verified_${stamp}.${as}"; filename*=UTF-8''${encodeURIComponent(name)}`).send(bytes)
  })
}
