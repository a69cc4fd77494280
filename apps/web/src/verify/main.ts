// The public page `/verify` and its offline twin, without a framework: a paper is dropped, pasted or scanned, and
// verified here, under the keys that came with the page. The server sees none of it.
import {
  issueIn, numberNamed, readPaper, statusListsOf, verifyCertificate, verifyReceipt, webInflate, webVerify,
} from '@tianfu/verifier'
import type { ByteStream, LogTrust, Report, ReceiptReport, Subtle } from '@tianfu/verifier'
import { now } from '../clock.ts'
import { scanWithCamera } from './scan.ts'
import { said, shown, waiting } from './show.ts'

interface Trust {
  readonly lang: 'zh' | 'en'
  readonly origin: string
  readonly platform: string
  readonly didDocuments: readonly { readonly id: string }[]
  readonly log: LogTrust
  /** Official time less system time, in ms; zero but in a demonstration. */
  readonly aheadMs: number
  /** Status lists that came with the page: the page is the offline one. */
  readonly bundle?: { readonly made: string; readonly statusLists: readonly string[] }
}

const trust = JSON.parse(document.getElementById('trust')?.textContent ?? '{}') as Trust
const { lang, bundle } = trust
const result = document.getElementById('result') as HTMLElement
const field = document.getElementById('paper') as HTMLTextAreaElement
const words = (text: { zh: string; en: string }): string => text[lang]
const tools = {
  verify: webVerify(crypto.subtle as unknown as Subtle),
  inflate: webInflate(() => new DecompressionStream('gzip') as unknown as ByteStream),
}

/** Text of an address of the platform; undefined when it is not there. */
async function ask(path: string): Promise<string | undefined> {
  const answer = await fetch(path, { headers: { accept: 'application/json' } })
  return answer.ok || answer.status === 404 ? answer.text() : undefined
}

async function judge(text: string): Promise<void> {
  result.replaceChildren(waiting(lang))
  try {
    const paper = readPaper(text)
    if (paper.kind === 'receipt') return show([await verifyReceipt(paper.document, trust, tools)])
    if (paper.kind === 'credential') return show(await withItsProof(paper.token))
    await look(text.trim())
  } catch (error) {
    result.replaceChildren(said(words({ zh: '没有核验成功', en: 'Could not be verified' }), (error as Error).message, 'none'))
  }
}

/** A link, a code or a number: what it names is fetched; a code's verdict has a page of its own. */
async function look(text: string): Promise<void> {
  if (text === '') return
  if (bundle) {
    result.replaceChildren(said(words({ zh: '离线页只能核验文件', en: 'Offline only files can be verified' }), words({
      zh: '请拖入证书凭证（.jwt）或回执（.json），或粘贴其内容。',
      en: 'Drop a credential (.jwt) or a receipt (.json), or paste it.',
    }), 'none'))
    return
  }
  const number = /(?:^|\/)c\/([^/?#]+?)(?:\.(?:json|jwt|pdf))?(?:[?#]|$)/.exec(text)?.[1]
  if (number === undefined) {
    const item = /\/(01\/[^?#]+)/.exec(text)?.[1]
    location.assign(`${lang === 'en' ? '/en' : ''}${item ? `/${item}` : `/search?q=${encodeURIComponent(text)}`}`)
    return
  }
  const document = await answerFor(number)
  const token = document && 'number' in (document as object) ? await ask(`/c/${number}.jwt`) : undefined
  const receipt = await verifyReceipt(document, trust, tools)
  show(token === undefined ? [receipt] : [await certificate(token.trim(), document), receipt])
}

/** What the platform says of a certificate today, with the receipt that holds the proof of its issue. */
async function answerFor(number: string): Promise<unknown> {
  const day = new Date(now() + trust.aheadMs + 8 * 3_600_000).toISOString().slice(0, 10)
  const answer = await ask(`/c/${number}.json?at=${day}`)
  return answer === undefined ? undefined : JSON.parse(answer) as unknown
}

/** A credential that was handed over alone: what it names is asked for, and what was answered is shown as well. */
async function withItsProof(token: string): Promise<(Report | ReceiptReport)[]> {
  const number = bundle ? undefined : numberNamed(token, trust.origin)
  const document = number === undefined ? undefined : await answerFor(number)
  const report = await certificate(token, document)
  return document === undefined ? [report] : [report, await verifyReceipt(document, trust, tools)]
}

async function certificate(token: string, document: unknown): Promise<Report> {
  const lists = statusListsOf(token).filter((url) => url.startsWith(`${trust.origin}/`))
  const statusLists = bundle?.statusLists
    ?? (await Promise.all(lists.map((url) => ask(new URL(url).pathname)))).filter((list) => list !== undefined)
  return verifyCertificate(
    { token, didDocuments: trust.didDocuments, statusLists, logged: issueIn(document, token) },
    { issuers: trust.didDocuments.map(({ id }) => id), platform: trust.platform, log: trust.log }, tools,
    bundle ? Date.parse(bundle.made) : now() + trust.aheadMs)
}

function show(reports: readonly (Report | ReceiptReport)[]): void {
  result.replaceChildren(...reports.map((report) => shown(report, lang)))
  if (bundle) {
    result.append(said('', words({ zh: `状态截至 ${bundle.made}`, en: `Status as of ${bundle.made}` }), 'none'))
  }
  result.scrollIntoView({ block: 'nearest' })
}

const open = async (file: File): Promise<void> => judge(await file.text())
field.form?.addEventListener('submit', (event) => {
  event.preventDefault()
  void judge(field.value)
})
for (const part of document.querySelectorAll<HTMLElement>('.script')) part.hidden = false
const chosen = document.getElementById('file') as HTMLInputElement
chosen.addEventListener('change', () => { if (chosen.files?.[0]) void open(chosen.files[0]) })
document.addEventListener('dragover', (event) => event.preventDefault())
document.addEventListener('drop', (event) => {
  event.preventDefault()
  const [file] = event.dataTransfer?.files ?? []
  if (file) void open(file)
})
document.getElementById('scan')?.addEventListener('click', () => {
  void scanWithCamera(document.getElementById('camera') as HTMLVideoElement, words).then(
    (text) => { field.value = text; return judge(text) },
    (error: Error) =>
      result.replaceChildren(said(words({ zh: '没有扫到', en: 'Nothing was scanned' }), error.message, 'none')))
})
