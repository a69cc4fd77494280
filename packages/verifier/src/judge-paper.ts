import { issueIn, readPaper } from './read-paper.ts'
import { withRevocations } from './key-doubt.ts'
import type { LogTrust } from './log-trust.ts'
import { verifyCertificate } from './verify-certificate.ts'
import type { Report, Tools } from './verify-certificate.ts'
import { verifyReceipt } from './verify-receipt.ts'
import type { ReceiptReport } from './verify-receipt.ts'

/** What a verifier holds of its own, as `tianfu trust` keeps it in a file. */
export interface Held {
  readonly platform: string
  readonly didDocuments: readonly { readonly id: string }[]
  readonly log: LogTrust
}

/** How things stood when it was made, as `tianfu bundle` keeps it in a file. */
export interface Brought {
  readonly made: string
  readonly statusLists: readonly string[]
  readonly didDocuments?: readonly unknown[]
}

export type Judgement =
  | { readonly of: 'credential'; readonly report: Report }
  | { readonly of: 'receipt'; readonly report: ReceiptReport }

/**
 * Judges what somebody handed over, without a network: a certificate, where there is one with its receipt, or a receipt
 * alone. Nothing when the text is neither.
 *
 * @param receipt what `/c/NUMBER.json?at=DAY` answered once: it proves that the log recorded the certificate
 * @param at milliseconds since 1970; a bundle says nothing of what came after it was made
 */
export async function judgePaper(
  { paper, receipt }: { paper: string; receipt?: string }, held: Held, brought: Brought, tools: Tools, at: number,
): Promise<Judgement[]> {
  const trust = { ...held, didDocuments: withRevocations(held.didDocuments, brought.didDocuments ?? []) }
  const read = readPaper(paper)
  if (read.kind === 'unknown') return []
  if (read.kind === 'receipt') return [{ of: 'receipt', report: await verifyReceipt(read.document, trust, tools) }]
  const beside = receipt === undefined ? undefined : readPaper(receipt)
  const document = beside?.kind === 'receipt' ? beside.document : undefined
  const report = await verifyCertificate({
    token: read.token, didDocuments: trust.didDocuments, statusLists: brought.statusLists,
    logged: issueIn(document, read.token),
  }, { issuers: trust.didDocuments.map(({ id }) => id), platform: trust.platform, log: trust.log }, tools, at)
  return [{ of: 'credential', report }, ...(document === undefined ? []
    : [{ of: 'receipt', report: await verifyReceipt(document, trust, tools) } as const])]
}
