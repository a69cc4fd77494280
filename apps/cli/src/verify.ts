import { verify as verifyBytes, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { PublicJwk } from '@tianfu/credentials'
import { isLocalDate } from '@tianfu/kernel'
import {
  CHECK_WORDS, OUTCOME_WORDS, VERDICT_WORDS, WHY_WORDS, issueIn, issuerNamed, numberNamed, readPaper, statusListsOf,
  verifyCertificate, verifyReceipt, withRevocations,
} from '@tianfu/verifier'
import type { Check, ReceiptReport, Report, Tools } from '@tianfu/verifier'
import { CannotRun, FOUND_NOTHING, FOUND_SOMETHING } from './command.ts'
import type { Machine } from './command.ts'
import { documentsOf, readTrust, fetchText, tryFetch } from './trust.ts'
import type { Bundle, TrustFile } from './trust.ts'

/** Node's own signatures and inflation. */
export const TOOLS: Tools = {
  verify: (jwk: PublicJwk, message, signature) => {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    return jwk.kty === 'OKP' ? verifyBytes(null, message, key, signature)
      : verifyBytes('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
  },
  inflate: (bytes, most) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: most })),
}

/**
 * `tianfu verify FILE|URL [--at DAY] [--offline BUNDLE] [--receipt FILE] [--trust FILE]`: a certificate or a receipt
 * under keys of one's own. The server is asked for evidence and believed in nothing, but that a key was given up.
 * @returns 0 stands or genuine, 1 otherwise
 */
export async function verify(machine: Machine, args: string[]): Promise<number> {
  const { values, positionals: [asked] } = parseArgs({ args, allowPositionals: true, options: {
    at: { type: 'string' }, offline: { type: 'string' }, trust: { type: 'string', default: 'tianfu-trust.json' },
    receipt: { type: 'string' }, json: { type: 'boolean', default: false },
  } })
  if (asked === undefined) throw new CannotRun('需要文件或网址 / a file or an address is needed')
  if (values.at !== undefined && !isLocalDate(values.at)) throw new CannotRun(`不是日期 / no day: ${values.at}`)
  const trust = readTrust(values.trust)
  const bundle = values.offline === undefined ? undefined : JSON.parse(readFileSync(values.offline, 'utf8')) as Bundle
  const isAddress = /^https?:\/\//.test(asked)
  if (isAddress && bundle) throw new CannotRun('离线时只能核验文件 / offline takes a file')
  const clock = bundle ? undefined : await clockOf(trust.origin)
  const now = clock?.moved ? Date.parse(clock.official) : machine.now()
  // The end of the day in China, and never a moment that has not come.
  const at = values.at === undefined ? now : Math.min(now, Date.parse(`${values.at}T23:59:59+08:00`))
  const on = values.at ?? clock?.today
  const papers = isAddress && on !== undefined ? await papersAt(asked, trust, on)
    : { text: readFileSync(asked, 'utf8'), answer: undefined }
  const answer = values.receipt === undefined ? papers.answer : readFileSync(values.receipt, 'utf8')
  const said = await judge({ ...papers, answer }, trust, { bundle, at, on })
  if (clock?.moved && !values.json) {
    console.log(`演示平台，按其拨快的时钟核验 / a demonstration, by its clock that was moved: ${clock.official}`)
  }
  if (values.json) console.log(JSON.stringify(said, null, 2))
  else print(said, bundle)
  return said.every(({ report: { verdict } }) => verdict === 'stands' || verdict === 'genuine')
    && said.every(standsAsAsked) ? FOUND_NOTHING : FOUND_SOMETHING
}

type Said =
  | { readonly of: 'credential'; readonly report: Report }
  | { readonly of: 'receipt'; readonly report: ReceiptReport }

/** A genuine receipt that says `suspended` is genuine and no good. */
const standsAsAsked = (said: Said): boolean =>
  said.of === 'credential' || said.report.says?.status === 'valid' || said.report.says?.status === 'found'

interface Papers { readonly text: string; readonly answer: string | undefined }

/** What lies at an address of the platform: of a certificate the credential and the answer with its receipt. */
async function papersAt(url: string, trust: TrustFile, today: string): Promise<Papers> {
  const { origin, pathname, search } = new URL(url)
  const number = /^(?:\/en)?\/[cv]\/([^/]+?)(?:\.(?:json|jwt|pdf))?$/.exec(pathname)?.[1]
  if (origin !== trust.origin || number === undefined) {
    return { text: await fetchText(url, 'application/json'), answer: undefined }
  }
  const on = new URLSearchParams(search).get('at') ?? today
  const answer = await tryFetch(`${origin}/c/${number}.json?at=${on}`, 'application/json')
  if (answer.status !== 200) return { text: answer.text, answer: undefined }
  return { text: await fetchText(`${origin}/c/${number}.jwt`), answer: answer.text }
}

/** The platform's clock. Only a demonstration moves it, and says so; otherwise ours counts. */
const clockOf = async (origin: string): Promise<{ today: string; official: string; moved: boolean }> =>
  JSON.parse(await fetchText(`${origin}/api/v1/clock`)) as { today: string; official: string; moved: boolean }

/** For which moment (milliseconds since 1970) and day, with what was brought along. */
interface Asked { readonly bundle: Bundle | undefined; readonly at: number; readonly on: string | undefined }

async function judge({ text, answer }: Papers, pinned: TrustFile, asked: Asked): Promise<Said[]> {
  const paper = readPaper(text)
  if (paper.kind === 'unknown') throw new CannotRun('既不是证书凭证也不是回执 / neither a credential nor a receipt')
  const token = paper.kind === 'credential' ? paper.token : undefined
  const trust = { ...pinned, didDocuments: withRevocations(pinned.didDocuments, await newerKeys(pinned, token, asked)) }
  const receipt = async (document: unknown): Promise<Said> =>
    ({ of: 'receipt', report: await verifyReceipt(document, trust, TOOLS) })
  if (paper.kind === 'receipt') return [await receipt(paper.document)]
  const found = answer ?? (asked.bundle ? undefined : await answerFor(paper.token, trust, asked.on))
  const document = found === undefined ? undefined : JSON.parse(found) as unknown
  const lists = statusListsOf(paper.token).filter((url) => URL.canParse(url) && new URL(url).origin === trust.origin)
  const report = await verifyCertificate({
    token: paper.token, didDocuments: trust.didDocuments, logged: issueIn(document, paper.token),
    statusLists: asked.bundle?.statusLists ?? await Promise.all(lists.map((url) => fetchText(url))),
  }, { issuers: trust.didDocuments.map(({ id }) => id), platform: trust.platform, log: trust.log }, TOOLS, asked.at)
  return [{ of: 'credential', report }, ...(document === undefined ? [] : [await receipt(document)])]
}

/**
 * Documents newer than those that are pinned, for what was given up since: those of the bundle, or as the platform
 * shows them now.
 */
async function newerKeys(pinned: TrustFile, token: string | undefined, { bundle }: Asked): Promise<readonly unknown[]> {
  if (bundle) return bundle.didDocuments ?? []
  const named = token === undefined ? undefined : issuerNamed(token)
  const known = pinned.didDocuments.map(({ id }) => id)
  return documentsOf(pinned.origin, known.filter((id) => id === named || id === pinned.platform))
}

/** What the platform says of the certificate that a token names, with the receipt that holds the proof of its issue. */
async function answerFor(token: string, trust: TrustFile, on: string | undefined): Promise<string | undefined> {
  const number = numberNamed(token, trust.origin)
  if (number === undefined) return undefined
  return (await tryFetch(`${trust.origin}/c/${number}.json?at=${on ?? ''}`, 'application/json')).text
}

const both = (words: { zh: string; en: string } | undefined, otherwise: string): string =>
  (words ? `${words.zh} ${words.en}` : otherwise)

function print(all: readonly Said[], bundle: Bundle | undefined): void {
  for (const { of, report } of all) {
    console.log(`${of === 'receipt' ? '回执 receipt' : '证书凭证 credential'}\t${both(VERDICT_WORDS[report.verdict], '')}`)
    for (const { name, outcome, why } of report.checks as readonly Check<string>[]) {
      const reason = why === undefined ? '' : `\t${both(WHY_WORDS[why], why)}`
      console.log(`  ${both(CHECK_WORDS[name], name)}\t${both(OUTCOME_WORDS[outcome], outcome)}${reason}`)
    }
    if ('says' in report && report.says) {
      const { subject, day, status, askedAt, entries } = report.says
      console.log(`  ${subject}\n  ${day} ${status}（${askedAt}，日志 log ${entries}）`)
    }
  }
  if (bundle) console.log(`状态截至 / status as of ${bundle.made}`)
}
