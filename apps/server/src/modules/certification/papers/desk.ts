import type { Holder, PaperKind } from '../../../platform/documents/desk.ts'
import type { Act, View } from '../../../platform/work.ts'
import { readFile } from '../application/store.ts'
import { acceptancePapers } from './acceptance.ts'
import { applicationPapers } from './application.ts'
import { auditPapers } from './audit.ts'
import { findingPapers } from './findings.ts'
import { actsOfFile, fileSource } from './source.ts'
import type { FileSource } from './source.ts'

type Kind = PaperKind<FileSource>

/** What the body thinks of the file, for its own people alone: the page does not show it to the client either. */
const INTERNAL: readonly Kind[] = [applicationPapers.reviewSheet, findingPapers.evaluationSheet]
/** Papers that both parties read. */
const SHARED: readonly Kind[] = [
  applicationPapers.application, ...Object.values(acceptancePapers), ...Object.values(auditPapers),
  findingPapers.nonconformityReport,
]

/** The report, which the client reads once the decision is taken, as on the page. */
const reportFor = (own: boolean): Kind => (own ? findingPapers.auditReport : {
  ...findingPapers.auditReport,
  from: (acts: readonly Act[]) => (acts.some(({ type }) => type === 'application.decided')
    ? findingPapers.auditReport.from(acts) : []),
})

/** The papers of a file for a party to it. @throws Refusal `not-found` */
export async function filePapers(view: View, id: string): Promise<Holder<FileSource>> {
  const { state } = await readFile(view, id)
  const acts = await actsOfFile(view, id)
  const own = view.actor?.organisation === state.body
  return {
    number: state.number, acts, address: `/api/v1/applications/${id}/papers`,
    kinds: [...SHARED, reportFor(own), ...(own ? INTERNAL : [])].sort((a, b) => (a.code < b.code ? -1 : 1)),
    source: (act) => fileSource(view, id, acts, act),
  }
}
