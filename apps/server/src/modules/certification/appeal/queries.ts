import { ACT_WORDS, appeals as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import { groundOf } from '@tianfu/scheme'
import type { GroundList } from '@tianfu/scheme'
import { timeline } from '../../../platform/acts.ts'
import { deadlinesOf } from '../../../platform/deadlines.ts'
import { offer } from '../../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../../platform/page.ts'
import { readTexts, textOf } from '../../../platform/texts.ts'
import type { View } from '../../../platform/work.ts'
import { documentsOf } from '../application/shown.ts'
import { actorOf } from '../facts.ts'
import { mustBeFiled, mustBeUninvolved } from './decisions.ts'
import { partIn } from './deciding.ts'
import { groundName } from './filing.ts'
import type { Appeal } from './state.ts'

/** Whoever appealed, and the body that decides. */
const reachable = (view: View) => {
  const { organisation } = actorOf(view)
  return view.db.selectFrom('appeal').select(['id', 'version', 'official'])
    .where((is) => is.or([is('by_organisation', '=', organisation), is('body', '=', organisation)]))
}

const rowOf = (view: View, id: string, state: Appeal) => ({
  id, number: state.number, kind: state.kind, body: { id: state.body, name: state.bodyName },
  about: state.about.number, ground: groundName(view, state), status: state.status,
  statusLabel: contract.APPEAL_STATUS_WORDS[state.status], filedOn: state.filedOn,
  ...(state.decision && { outcome: contract.APPEAL_OUTCOME_WORDS[state.decision.outcome] }),
})

export async function listAppeals(view: View, query: QueryOf<typeof contract.listAppeals>) {
  let rows = reachable(view)
  if (query.kind) rows = rows.where('kind', '=', query.kind)
  if (query.state) rows = rows.where('status', '=', query.state)
  if (query.q) rows = rows.where('search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official }) => rowOf(view, id, official))
}

/** Lists from which the acts appealed against take their ground. */
const GROUNDS: Readonly<Record<string, GroundList>> = {
  'application.refused': 'applicationRefusal', 'application.decided': 'certificationRefusal',
  'certificate-change.decided': 'certificationRefusal', 'certificate.suspended': 'suspension',
  'certificate.suspension-extended': 'suspensionExtension', 'certificate.withdrawn': 'withdrawal',
}

export async function appealDetail(view: View, id: string) {
  const { id: _, version, official: state } = (await reachable(view).where('id', '=', id).executeTakeFirst())
    ?? refuse('not-found')
  const actor = actorOf(view)
  const read = await readTexts(view, state)
  const { against, about } = state
  const list = against && GROUNDS[against.act]
  const contact = state.hasContact && actor.organisation === state.body ? await contactOf(view, id) : undefined
  return {
    ...rowOf(view, id, state), version,
    ...(state.by && { appellant: { id: state.by.organisation, name: state.by.name } }),
    ...(against && { against: { what: ACT_WORDS[against.act] ?? { zh: against.act }, on: against.on,
      ...(list && against.ground && { ground: groundOf(view.edition, list, against.ground)?.name
        ?? { zh: against.ground } }) } }),
    text: textOf(read.text), documents: await documents(view, state), ...(contact !== undefined && { contact }),
    ...(state.decision && { decision: { outcome: contract.APPEAL_OUTCOME_WORDS[state.decision.outcome],
      text: textOf(read.decision?.text), on: state.decision.on } }),
    [about.type === 'certificate-change' ? 'certificateChange' : about.type]: about.id,
    timeline: await timeline(view, 'appeal', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'appeal', id }, view.at.today),
    next: await nextFor(view, id, state),
  }
}

async function documents(view: View, { by, files }: Appeal) {
  const shown = await documentsOf(view, by ? [by.organisation] : [], files)
  return files.map((hash) => shown(hash, { zh: '申诉证据', en: 'Evidence' }))
}

async function contactOf(view: View, id: string): Promise<string | undefined> {
  const row = await view.db.selectFrom('appeal_contact').select('sealed').where('appeal', '=', id).executeTakeFirst()
  return row && new TextDecoder().decode(view.world.keys.open('appeal-contact', row.sealed))
}

async function nextFor(view: View, id: string, state: Appeal): Promise<Next[]> {
  const actor = actorOf(view)
  const params = { id }
  if (state.status !== 'filed') return []
  if (actor.organisation === state.by?.organisation) return offer(actor, contract.retractAppeal, { params })
  const part = await partIn(view.db, state)
  return offer(actor, state.kind === 'appeal' ? contract.decideAppeal : contract.answerComplaint, {
    params, rule: () => { mustBeFiled(state); mustBeUninvolved(part, actor.persons) } })
}
