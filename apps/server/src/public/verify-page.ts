import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicKey, verify as verifyBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { refuse } from '@tianfu/contract'
import {
  CHECK_WORDS, OUTCOME_WORDS, STATUS_WORDS, VERDICT_WORDS, WHY_WORDS, issueIn, numberNamed, readPaper,
  verifyCertificate, verifyReceipt,
} from '@tianfu/verifier'
import type { Check, ReceiptReport, Report, Tools } from '@tianfu/verifier'
import { bodyDidDocuments } from '../modules/bodies/index.ts'
import { platformDid, platformDidDocument } from '../modules/verification/index.ts'
import { logOrigin, logSigner } from '../platform/log.ts'
import type { View } from '../platform/work.ts'
import { certificateAnswer } from './certificate-routes.ts'
import { formMarkup, newKey, readForm } from './form.ts'
import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { formAt, pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { statusListTokens } from './status-routes.ts'
import { STYLE } from './style.ts'

/** The receipt of a long list has some megabytes. */
const LONGEST_PAPER = 6_000_000

export const TOOLS: Tools = {
  verify: (jwk, message, signature) => {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    return jwk.kty === 'OKP' ? verifyBytes(null, message, key, signature)
      : verifyBytes('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
  },
  inflate: (bytes, most) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: most })),
}

/** The keys that verify what this installation and its bodies signed, as they are now. */
async function trustOf(view: View) {
  const { world, db } = view
  const witnesses = world.witnesses.map(({ key }) => key)
  return {
    origin: world.origin, platform: platformDid(world),
    didDocuments: [await platformDidDocument(view), ...await bodyDidDocuments(db, world)],
    log: { origin: logOrigin(world), key: logSigner(world).verifierKey, witnesses, quorum: 0 },
  }
}

const aheadMs = ({ at }: View): number => Date.parse(at.official) - Date.parse(at.system)

/** JSON that may stand within a script element. */
const inScript = (value: unknown): Markup => trusted(JSON.stringify(value).replace(/</g, '\\u003c'))

const drop = (reader: Reader): Markup => html`<div class="script" hidden><p><label for="file">${
  say(reader, '选择或拖入文件（.jwt 证书凭证，.json 查询回执）', 'Choose or drop a file (.jwt credential, .json receipt)')}</label>
<input id="file" type="file" accept=".jwt,.json,.txt"></p></div>`

const scan = (reader: Reader): Markup => html`<div class="script" hidden><p>
<button type="button" class="b alt" id="scan">${
  say(reader, '用摄像头扫码', 'Scan with the camera')}</button></p>
<video id="camera" hidden muted playsinline style="width:100%"></video></div>`

const paste = (reader: Reader, world: View['world'], paper = ''): Markup =>
  formMarkup(reader, {
    action: to(reader, '/verify'), key: newKey(world), values: { paper }, errors: [],
    submit: say(reader, '核验', 'Verify'),
    fields: [{ name: 'paper', kind: 'area', required: true,
      label: say(reader, '粘贴证书凭证、回执、证书网址或编号', 'Paste a credential, a receipt, the link of a certificate or a number'),
    }],
  })

async function page(view: View, reader: Reader, more: { paper?: string; result?: Markup } = {}): Promise<Page> {
  const trust = { ...await trustOf(view), lang: reader.lang, aheadMs: aheadMs(view) }
  return {
    title: say(reader, '核验证书与回执', 'Verify a certificate or a receipt'),
    body: html`<h1>${say(reader, '核验证书与回执', 'Verify a certificate or a receipt')}</h1><p>${say(reader,
      '核验在您自己的设备上进行：签名、有效期、状态列表和公开日志。文件不会上传。',
      'Verified on your own device: signature, term, status lists and public log. The file is not uploaded.')}</p>
<noscript><p>${say(reader, '没有脚本时由本站代为核验，粘贴的内容会发送到服务器，不保存。',
  'Without script the server verifies for you: what you paste is sent there and not kept.')}</p></noscript>
${drop(reader)}${paste(reader, view.world, more.paper)}${scan(reader)}
<div id="result" role="status" aria-live="polite">${more.result ?? ''}</div>
<p><a href="${to(reader, '/verify/batch')}">${
  say(reader, '批量核验编号或名称', 'Verify a list of numbers or names')}</a></p>
<h2>${say(reader, '不经过本站核验', 'Verify without us')}</h2><ul><li><a href="${
  to(reader, '/verify/offline.html')}" download>${say(reader, '下载离线核验页', 'Download the offline page')}</a> ${
  say(reader, '：一个文件，断网也能核验，含今天的公钥和状态列表。',
  ': one file that verifies without a network, with the keys and status lists of today.')}</li><li>${
  say(reader, '命令行：', 'Command line: ')}<span class="code">tianfu verify</span></li><li>${
  say(reader, '公钥指纹请与本品牌的书面公布核对。',
  'Compare the fingerprints of the keys with what the brand publishes on paper.')}</li></ul>
<script type="application/json" id="trust">${inScript(trust)}</script><script src="/verify/main.js" defer></script>`,
  }
}

/** The paper judged here, for a reader without script. */
async function judged(view: View, reader: Reader, paper: string): Promise<Markup> {
  const trust = await trustOf(view)
  const read = readPaper(paper)
  if (read.kind === 'receipt') return shown(reader, await verifyReceipt(read.document, trust, TOOLS))
  if (read.kind === 'unknown') {
    return html`<div class="v none"><p>${
      say(reader, '既不是证书凭证也不是回执。', 'Neither a credential nor a receipt.')} <a href="${
      to(reader, `/search?q=${encodeURIComponent(paper.trim().slice(0, 200))}`)}">${
      say(reader, '按编号或名称查询', 'Look it up as a number or a name')}</a></p></div>`
  }
  const number = numberNamed(read.token, view.world.origin)
  const answer = number === undefined ? undefined : await certificateAnswer(view, number, view.at.today)
  return shown(reader, await verifyCertificate({
    token: read.token, didDocuments: trust.didDocuments, statusLists: await statusListTokens(view),
    logged: issueIn(answer, read.token),
  }, { issuers: trust.didDocuments.map(({ id }) => id), platform: trust.platform, log: trust.log }, TOOLS,
  Date.parse(view.at.official)))
}

const TONES = { stands: 'ok', genuine: 'ok', 'does-not-stand': 'warn', 'not-genuine': 'bad', 'cannot-tell': 'none' }

const shown = (reader: Reader, report: Report | ReceiptReport): Markup => html`<div class="v ${
  TONES[report.verdict]}"><h2>${text(reader, VERDICT_WORDS[report.verdict])}</h2>${'says' in report && report.says
  && html`<p class="until">${report.says.day}: ${
    text(reader, STATUS_WORDS[report.says.status] ?? { zh: report.says.status })}</p><p>${
    report.says.subject}</p>`}</div><table><tbody>${
  (report.checks as readonly Check<string>[]).map(({ name, outcome, why }) => html`<tr><th scope="row">${
    text(reader, CHECK_WORDS[name] ?? { zh: name })}</th><td>${text(reader, OUTCOME_WORDS[outcome])}${
    why !== undefined && html` (${text(reader, WHY_WORDS[why] ?? { zh: why })})`}</td></tr>`)}</tbody></table>`

/** One file that verifies without a network: the script, the keys and the status lists of the day it was made. */
async function offlinePage(view: View, reader: Reader, script: string): Promise<Markup> {
  const trust = {
    ...await trustOf(view), lang: reader.lang, aheadMs: aheadMs(view),
    bundle: { made: view.at.official, statusLists: await statusListTokens(view) },
  }
  const name = plain(reader, view.edition.brand.name)
  return html`<!doctype html>
<html lang="${reader.lang === 'en' ? 'en' : 'zh-CN'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${name}</title>
<style>${trusted(STYLE)}</style></head>
<body><header class="top"><div class="in"><span class="name">${name}</span></div></header><main><div class="in">
<h1>${say(reader, '离线核验', 'Verify offline')}</h1><p>${say(reader,
  `制作于 ${view.at.official}，含当时的公钥和状态列表；之后的暂停或撤销看不到，请定期重新下载。`,
  `Made on ${view.at.official} with the keys and status lists of then. Later suspensions do not show: `
  + 'download it again.')}</p>
${drop(reader)}<form><label for="paper">${say(reader, '或粘贴内容', 'or paste it')}</label>
<textarea id="paper" rows="5"></textarea><p><button class="b">${say(reader, '核验', 'Verify')}</button></p></form>
<div id="result" role="status" aria-live="polite"></div></div></main>
<script type="application/json" id="trust">${inScript(trust)}</script>
<script>${trusted(script.replace(/<\/script/gi, '<\\/script'))}</script></body></html>`
}

/** `/verify` in both languages, its scripts, and the page to take along. */
export function verifyPages(site: Site, webFolder: string | undefined): void {
  const scriptOf = (name: string): string | undefined => {
    const path = webFolder && join(webFolder, 'verify', name)
    return path && existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }
  pageAt(site, '/verify', (view, reader, { query }) => page(view, reader, { paper: query.paper ?? '' }))
  formAt(site, '/verify', async (view, reader, { request }) => {
    const { values: { paper = '' } } = await readForm(request, { most: 0, bytes: 0, longest: LONGEST_PAPER })
    return page(view, reader, { paper, result: await judged(view, reader, paper) })
  })
  pageAt(site, '/verify/offline.html', async (view, reader, { reply }) => {
    const script = scriptOf('main.js')
    if (script === undefined) return refuse('not-found')
    return reply.type('text/html; charset=utf-8').header('content-disposition', 'attachment; filename="verify.html"')
      .send((await offlinePage(view, reader, script)).toString())
  })
  for (const name of ['main.js', 'qr-reader.js']) {
    site.http.get(`/verify/${name}`, { config: { open: true } }, async (_request, reply) => {
      const script = scriptOf(name)
      if (script === undefined) return reply.callNotFound()
      return reply.type('text/javascript; charset=utf-8').header('cache-control', 'max-age=300').send(script)
    })
  }
}
