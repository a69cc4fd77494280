import type { Holder, PaperKind } from '../../../platform/documents/desk.ts'
import type { View } from '../../../platform/work.ts'
import { readFile } from '../application/store.ts'
import { applicationPapers } from './application.ts'
import { actsOfFile, fileSource } from './source.ts'
import type { FileSource } from './source.ts'

/** Papers that both parties read, in the order of the procedure. */
const SHARED: readonly PaperKind<FileSource>[] = [applicationPapers.application]
/** What the body thinks of the file, for its own people alone: the page does not show it to the applicant either. */
const INTERNAL: readonly PaperKind<FileSource>[] = [applicationPapers.reviewSheet]

/** The papers of a file for a party to it. @throws Refusal `not-found` */
export async function filePapers(view: View, id: string): Promise<Holder<FileSource>> {
  const { state } = await readFile(view, id)
  const acts = await actsOfFile(view, id)
  const own = view.actor?.organisation === state.body
  return {
    number: state.number, acts, address: `/api/v1/applications/${id}/papers`,
    kinds: [...SHARED, ...(own ? INTERNAL : [])].sort((a, b) => (a.code < b.code ? -1 : 1)),
    source: (act) => fileSource(view, id, acts, act),
  }
}
