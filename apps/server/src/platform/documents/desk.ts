import { papers as contract, refuse } from '@tianfu/contract'
import type { QueryOf, ResponseOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { editionInForce } from '@tianfu/scheme'
import type { FastifyReply } from 'fastify'
import { actsOf } from '../acts.ts'
import { fold } from '../aggregate.ts'
import type { Aggregate } from '../aggregate.ts'
import type { Db } from '../db/database.ts'
import type { Act, View } from '../work.ts'
import type { Paper } from './paper.ts'
import { paperPdf } from './pdf.ts'
import { paperDocx } from './word.ts'

/** A paper that a thing has one or more of, or will have. `Source` is what it is written from. */
export interface PaperKind<Source> {
  readonly kind: string
  /** Two digits that end the number of the paper. */
  readonly code: string
  readonly title: Text
  /** Where people must edit it; what is a decision stays as it was taken. */
  readonly docx?: true
  /** What must happen first, as a sentence. */
  readonly after: Text
  /** The acts that make one each, in their order; nothing while there is none. */
  readonly from: (acts: readonly Act[]) => readonly Origin[]
  readonly write: (source: Source, number: string) => Omit<Paper, 'kind' | 'title' | 'number' | 'madeAt'>
}

export interface Origin {
  readonly act: Act
  /** Which one, where a thing has several; the act's own id unless said. */
  readonly of?: string
}

/** The last act of one of these types. */
export const lastOf = (...types: readonly string[]) => (acts: readonly Act[]): Origin[] => {
  const act = acts.findLast(({ type }) => types.includes(type))
  return act ? [{ act }] : []
}

/** Every act of one of these types, each with a paper of its own. */
export const eachOf = (...types: readonly string[]) => (acts: readonly Act[]): Origin[] =>
  acts.filter(({ type }) => types.includes(type)).map((act) => ({ act, of: act.id }))

/** A thing with papers, as its module opens it for whoever asks: what is foreign has been refused before. */
export interface Holder<Source> {
  /** Number of the thing; the papers' numbers begin with it. */
  readonly number: string
  readonly acts: readonly Act[]
  /** Address of its papers. */
  readonly address: string
  readonly kinds: readonly PaperKind<Source>[]
  /** What a paper of this act is written from: the state after that act, and nothing later. */
  readonly source: (act: Act) => Promise<Source>
}

type Index = ResponseOf<typeof contract.listApplicationPapers>

/** The index: what there is, and what must happen before the rest exists. */
export function listPapers<Source>({ number, acts, address, kinds }: Holder<Source>): Index {
  return { items: kinds.flatMap((kind): Index['items'] => {
    const origins = kind.from(acts)
    if (origins.length === 0) return [{ kind: kind.kind, title: kind.title, files: [], notYet: kind.after }]
    return origins.map(({ act, of }, index) => ({
      kind: kind.kind, title: kind.title, ...(of !== undefined && { of }),
      number: numberOf(number, kind, index), on: act.decidedOn,
      files: formatsOf(kind).map((format) => ({ format, href: hrefOf(address, kind.kind, of, format) })),
    }))
  }) }
}

const formatsOf = ({ docx }: { docx?: true }): contract.PaperFormat[] => (docx ? ['pdf', 'docx'] : ['pdf'])

const hrefOf = (address: string, kind: string, of: string | undefined, format: string): string =>
  `${address}/${kind}?${of === undefined ? '' : `of=${of}&`}as=${format}`

/** The first of a kind keeps its number when a second comes. */
const numberOf = (number: string, { code }: { code: string }, index: number): string =>
  `${number}-${code}${index === 0 ? '' : `-${index + 1}`}`

/**
 * Sends one paper. @throws Refusal `not-found` on a kind or item that the thing does not have, `paper-not-yet` while
 * its data do not exist, `paper-pdf-only`
 */
export async function sendPaper<Source>(
  view: View, holder: Holder<Source>, name: string, { of: wanted, as = 'pdf' }: QueryOf<
  typeof contract.getApplicationPaper>, reply: FastifyReply,
): Promise<unknown> {
  const kind = holder.kinds.find((one) => one.kind === name) ?? refuse('not-found')
  const origins = kind.from(holder.acts)
  const { title } = kind
  if (origins.length === 0) {
    return refuse('paper-not-yet', { zh: `“${title.zh}”尚未形成：${kind.after.zh}`,
      en: `${title.en ?? title.zh} does not exist yet: ${kind.after.en ?? kind.after.zh}` })
  }
  const index = wanted === undefined ? origins.length - 1 : origins.findIndex(({ of }) => of === wanted)
  const { act } = origins[index] ?? refuse('not-found')
  if (as === 'docx' && !kind.docx) refuse('paper-pdf-only', { zh: title.zh, en: title.en ?? title.zh })
  const number = numberOf(holder.number, kind, index)
  const paper: Paper = {
    ...kind.write(await holder.source(act), number), kind: kind.kind, title, number, madeAt: act.recordedAt,
  }
  const file = `${view.edition.brand.name.zh}_${title.zh}_${number}_${act.decidedOn}.${as}`
  const bytes = as === 'pdf' ? paperPdf(paper) : await paperDocx(paper)
  return reply.type(TYPES[as])
    .header('content-disposition', `${as === 'pdf' ? 'inline' : 'attachment'}; filename="${kind.kind}.${as}"; `
      + `filename*=UTF-8''${encodeURIComponent(file)}`)
    .header('content-security-policy', "default-src 'none'; sandbox").header('cache-control', 'private, no-cache')
    .send(Buffer.from(bytes))
}

const TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const

/** The view as of an act: its day, and the edition that was in force on it. */
export const viewAt = (view: View, act: Act): View => ({
  ...view, at: { ...view.at, today: act.decidedOn }, edition: editionInForce(view.world.editions, act.decidedOn),
})

/** The acts of a subject up to and with `act`. */
export const until = (acts: readonly Act[], act: Act): Act[] => acts.filter(({ version }) => version <= act.version)

/** A subject as it stood when an act was recorded: a later change of its name or address changes no paper. */
export async function stateAt<State>(
  db: Db, of: Aggregate<State>, id: string, { recordedAt }: Act,
): Promise<State | undefined> {
  const acts = await actsOf(db, of.type, id)
  const later = acts.findIndex((one) => one.recordedAt > recordedAt)
  return fold(of, later < 0 ? acts : acts.slice(0, later))
}
