import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { groundOf, programmeOf } from '@tianfu/scheme'
import type { Edition, GroundList } from '@tianfu/scheme'
import { actsOf } from '../../../platform/acts.ts'
import { fold } from '../../../platform/aggregate.ts'
import { stateAt, until, viewAt } from '../../../platform/documents/desk.ts'
import { readTexts } from '../../../platform/texts.ts'
import type { Act, View } from '../../../platform/work.ts'
import { body as bodies } from '../../bodies/index.ts'
import { site as sites } from '../../brands/index.ts'
import { declaration as declarations } from '../../declarations/index.ts'
import { organisation as organisations, personNames } from '../../parties/index.ts'
import { rulePinned } from '../facts.ts'
import type { RuleFacts } from '../rule-facts.ts'
import { applications } from '../application/aggregate.ts'
import { fileShown, mayReadReport } from '../application/shown.ts'
import type { FileShown } from '../application/shown.ts'
import type { Application } from '../application/state.ts'

/** An organisation as a paper names it. */
export interface PartyOnPaper { readonly name: Text; readonly uscc: string; readonly address: string }

/** What a paper of a certification file is written from: the file after its act, as its reader may see it. */
export interface FileSource {
  readonly act: Act
  /** Up to and with that act, their texts read. */
  readonly acts: readonly Act[]
  readonly file: FileShown
  readonly state: Application
  readonly facts: RuleFacts
  readonly edition: Edition
  readonly programme: Text
  /** Number of the declaration that the file rests on. */
  readonly declaration: string
  readonly applicant: PartyOnPaper
  readonly body: PartyOnPaper & { readonly approvalNumber: string }
  /** Names of persons that this reader may read, by person: the audit team's; to the body also its own people's. */
  readonly names: ReadonlyMap<string, string>
  /** Names of files by hash. */
  readonly fileNames: ReadonlyMap<string, string>
}

export const actsOfFile = (view: View, id: string): Promise<Act[]> => actsOf(view.db, applications.type, id)

/** @throws Refusal `not-found` */
export async function fileSource(view: View, id: string, all: readonly Act[], act: Act): Promise<FileSource> {
  const acts = until(all, act)
  const state = fold(applications, acts) ?? refuse('not-found')
  const facts = await rulePinned(view.db, state.rule)
  const then = viewAt(view, act)
  // Whether the report may be read is a question of today: it lies with the body until the decision is taken.
  const file = await fileShown(then, { id, version: act.version, state, facts },
    mayReadReport(view, fold(applications, all) ?? state))
  const read = await readTexts(view, acts) as unknown as Act[]
  const applicant = await partyAt(view, state.applicant, act)
  const certifier = await partyAt(view, state.body, act)
  const record = await stateAt(view.db, bodies, state.body, act)
  const own = view.actor?.organisation === state.body
  const team = state.audit?.team.map(({ person }) => person) ?? []
  const persons = own ? acts.flatMap(({ person, organisation }) =>
    (person !== null && organisation === state.body ? [person] : [])) : []
  return {
    act: read.at(-1) ?? act, acts: read, state, facts, edition: then.edition,
    file: { ...file, sites: await sitesAt(view, state.sites, act),
      applicant: { ...file.applicant, name: applicant.name.zh }, body: { ...file.body, name: certifier.name.zh } },
    programme: programmeOf(then.edition, state.programme)?.name ?? { zh: state.programme },
    declaration: (await stateAt(view.db, declarations, state.declaration, act))?.number ?? '',
    applicant, body: { ...certifier, approvalNumber: record?.approvalNumber ?? '' },
    names: await personNames(view.db, [...team, ...persons]),
    fileNames: new Map(file.documents.map(({ hash, name }) => [hash, name])),
  }
}

export async function partyAt(view: View, id: string, act: Act): Promise<PartyOnPaper> {
  const { name, uscc, address } = (await stateAt(view.db, organisations, id, act)) ?? refuse('not-found')
  return { name, uscc, address }
}

async function sitesAt(view: View, ids: readonly string[], act: Act): Promise<FileShown['sites']> {
  const found: FileShown['sites'] = []
  for (const id of ids) {
    const site = await stateAt(view.db, sites, id, act)
    if (site) found.push({ site: id, name: site.name, address: site.address })
  }
  return found
}

/** Name and basis of a ground, as the edition of the day has them. */
export const groundWithBasis = (edition: Edition, list: GroundList, id: string | null | undefined): string => {
  const ground = id == null ? undefined : groundOf(edition, list, id)
  return ground ? `${ground.name.zh}（依据：${ground.basis}）` : id ?? ''
}

/** The last act of a type among those that the paper rests on. */
export const actOf = ({ acts }: Pick<FileSource, 'acts'>, ...types: readonly string[]): Act | undefined =>
  acts.findLast(({ type }) => types.includes(type))

/** The name of whoever did it, where the reader may read it. */
export const nameOf = ({ names }: Pick<FileSource, 'names'>, act: Act | undefined): string | undefined =>
  (act?.person == null ? undefined : names.get(act.person))

/** A free text that stood in an act, read; empty where it was erased or never written. */
export const textIn = (act: Act | undefined, member: string): string => {
  const text = act?.content[member]
  return typeof text === 'string' ? text : ''
}
