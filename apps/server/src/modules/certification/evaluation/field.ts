import type { BodyOf, QueryOf, field as contract } from '@tianfu/contract'
import { useFile } from '../../../platform/files.ts'
import { cursorId, pageOf, pageSize } from '../../../platform/page.ts'
import { openText, sealText } from '../../../platform/texts.ts'
import type { View, Work } from '../../../platform/work.ts'
import { findSite } from '../../brands/index.ts'
import { personNames } from '../../parties/index.ts'
import { holds } from '../application/next.ts'
import { AUDIT_WORDS, FLAG_WORDS, documentsOf } from '../application/shown.ts'
import type { Application, SignIn } from '../application/state.ts'
import { readFile } from '../application/store.ts'
import { mayHappen, mustBeAbleTo } from '../application/transitions.ts'
import { actorOf, rulePinned } from '../facts.ts'
import { clausesOf } from '../rule-facts.ts'
import { mayCloseAudit, mayOpenAudit, mustBeInTeam, teamOf } from './decisions.ts'
import { lockForEvaluation } from './service.ts'

const PHOTOGRAPH = { zh: '现场照片', en: 'Photograph from the site' }
/** A telephone carries what is under way, not an archive. */
const CARRIED = 50

/** A note from the site: a record of the body, no act. @throws Refusal `not-in-team`, `wrong-state` */
export async function note(work: Work, id: string, request: BodyOf<typeof contract.noteAudit>) {
  const file = await lockForEvaluation(work, id)
  mustBeInTeam(file.state, work.actor.person)
  mustBeAbleTo('application.nonconformity-raised', file.state)
  for (const hash of request.photographs) {
    await useFile(work, { hash, field: '/photographs', for: { type: 'application', id } })
  }
  const row = {
    id: work.world.newId(), application: id, written_by: work.actor.person, written_at: request.writtenAt,
    kept_at: work.at.official, clause: request.clause ?? null,
    text: sealText(work.world.keys, request.text),
    photographs: JSON.stringify(request.photographs),
  }
  await work.tx.insertInto('audit_note').values(row).execute()
  return { id: row.id }
}

/** The notes of a file, newest first, for the body alone: what its people saw is not yet a finding. */
export async function listNotes(view: View, id: string, query: QueryOf<typeof contract.listAuditNotes>) {
  const { state } = await readFile(view, id)
  const { organisation } = actorOf(view)
  let rows = view.db.selectFrom('audit_note').selectAll().where('application', '=', id)
    .where((is) => is.exists(is.selectFrom('application as a').select('a.id').where('a.id', '=', id)
      .where('a.body', '=', organisation)))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  const names = await personNames(view.db, found.map(({ written_by }) => written_by))
  const document = await documentsOf(view, [state.body], found.flatMap(({ photographs }) => photographs))
  return pageOf(found, query, (row) => row.id, (row) => ({
    id: row.id, text: openText(view.world.keys, row.text), ...(row.clause !== null && { clause: row.clause }),
    by: names.get(row.written_by) ?? '', writtenAt: row.written_at, keptAt: row.kept_at,
    photographs: row.photographs.map((hash) => document(hash, PHOTOGRAPH)),
  }))
}

/** Everything that the actor needs at the sites of audits under way, in one answer that a telephone can carry. */
export async function listFieldAudits(view: View) {
  const { organisation, person } = actorOf(view)
  const rows = await view.db.selectFrom('application as a').select(['a.id', 'a.official'])
    .where('a.body', '=', organisation).where('a.status', '=', 'evaluation')
    .where((is) => is.exists(is.selectFrom('audit_assignment as m').select('m.site')
      .whereRef('m.application', '=', 'a.id').where('m.person', '=', person)))
    .orderBy('a.id', 'desc').limit(CARRIED).execute()
  const { signIn } = view.edition.limits
  return {
    items: await Promise.all(rows.map(({ id, official }) => carried(view, id, official))),
    photographs: { min: signIn.photographsMin, max: signIn.photographsMax },
    deviations: view.edition.grounds.signInDeviation.filter(({ system }) => !system)
      .map(({ id, name }) => ({ id, name })),
  }
}

async function carried(view: View, id: string, state: Application) {
  const audit = state.audit!
  const [facts, people, sites, notes] = await Promise.all([
    rulePinned(view.db, state.rule), personNames(view.db, teamOf(state)),
    Promise.all(audit.sites.map(async (one) => {
      const site = await findSite(view.db, one.site)
      return { ...one, name: site?.name ?? '', address: site?.address ?? '' }
    })),
    listNotes(view, id, { limit: 100 }),
  ])
  const { person } = actorOf(view)
  const may = [
    ...(holds(() => mayOpenAudit(state, person)) ? ['openAudit'] : []),
    ...(holds(() => mayCloseAudit(state, person)) ? ['closeAudit'] : []),
    ...(mayHappen('application.nonconformity-raised', state) ? ['noteAudit'] : []),
    ...(state.documentReview && mayHappen('application.nonconformity-raised', state) ? ['raiseNonconformity'] : []),
  ]
  return {
    application: id, number: state.number, applicant: state.names.applicant, product: state.names.product,
    status: audit.status, statusLabel: AUDIT_WORDS[audit.status], sites,
    team: teamOf(state).map((one) => ({
      person: one, name: people.get(one) ?? '',
      function: audit.team.find((member) => member.person === one)?.function ?? 'auditor',
    })),
    clauses: clausesOf(facts).map(({ id: clause, title }) => ({ id: clause, title })),
    ...(audit.opening && { opening: signedIn(audit.opening) }),
    ...(audit.closing && { closing: signedIn(audit.closing) }),
    nonconformities: state.nonconformities.map(({ number, clause }) => ({ number, clause })),
    notes: notes.items, may,
  }
}

const signedIn = ({ at, flags }: SignIn) => ({ at, flags: flags.map((code) => FLAG_WORDS[code]) })
