/**
 * Verifying a certificate without its server: for a bank, a buyer, the page `/verify` and the command line alike.
 *
 * Invariants: nothing is fetched here and nothing handed over is believed; without outside libraries, in a browser as
 * in Node. A verdict never says more than was checked.
 */
export { sha256 } from './sha256.ts'
export { webInflate, webVerify } from './web-primitives.ts'
export type { ByteStream, Subtle } from './web-primitives.ts'
export { verifyCertificate } from './verify-certificate.ts'
export type { Check, CheckName, Evidence, Report, Tools, Trust } from './verify-certificate.ts'
export type { LogTrust } from './log-trust.ts'
export { readCheckpoint } from './log-trust.ts'
export { judgePaper } from './judge-paper.ts'
export type { Brought, Held, Judgement } from './judge-paper.ts'
export { verifyReceipt } from './verify-receipt.ts'
export type { ReceiptReport, ReceiptTrust } from './verify-receipt.ts'
export { standingFromActs } from './standing-from-acts.ts'
export type { Statement } from './standing-from-acts.ts'
export { withRevocations } from './key-doubt.ts'
export { issueIn, issuerNamed, numberNamed, readPaper, statusListsOf } from './read-paper.ts'
export type { Paper } from './read-paper.ts'
export { CHECK_WORDS, OUTCOME_WORDS, STATUS_WORDS, VERDICT_WORDS, WHY_WORDS } from './words.ts'
