import { refuse } from '@tianfu/contract'
import type { BodyOf, licences as contract } from '@tianfu/contract'
import { change } from '../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import { linkOf, outcome, subjectOf, titleOf } from './desk.ts'
import { currentCheck, levelsFor, mustBeGround, mustBePossible } from './domain.ts'
import type { Level, Licence } from './domain.ts'
import { lockLicence, lockOwn } from './store.ts'
import type { LockedLicence } from './store.ts'

/** County and city confirm or dispute facts. They have no veto: a dispute is information for the licensor. */

/** Asks the level at `index` for the facts; after the last one the file waits for its publicity. */
export async function askForFacts(work: Work, locked: LockedLicence, index: number): Promise<Licence> {
  const asked = levelsFor(locked.state.region)[index]
  if (!asked) {
    await putTask(work, {
      subject: subjectOf(locked.id), kind: 'licence-publicity', organisation: locked.state.licensor,
      role: 'licensor-officer',
      title: titleOf(locked.state, '核实已完成，开始公示', 'Facts are checked: open the publicity'), link: linkOf(locked.id),
    })
    return locked.state
  }
  const { state } = await change(work, licence, locked, {
    type: 'licence.fact-check-requested',
    content: {
      level: asked.level, region: asked.region, by: work.actor.persons.filter(() => work.actor.capacity === 'licensor'),
    },
  })
  const role = `authority-${asked.level}`
  const due = await startDeadline(work, {
    subject: subjectOf(locked.id), kind: `fact-check-${asked.level}`, responsible: { region: asked.region, role },
    period: asked.level === 'county' ? 'factCheckCounty' : 'factCheckCity',
    label: asked.level === 'county'
      ? { zh: '县级核实事实（逾期视为无异议）', en: 'Facts with the county (silence confirms)' }
      : { zh: '市级核实事实（逾期视为无异议）', en: 'Facts with the city (silence confirms)' },
  })
  await putTask(work, {
    subject: subjectOf(locked.id), kind: `fact-check-${asked.level}`, region: asked.region, role, due: due.dueOn,
    title: titleOf(state, '核实标识使用申请的事实', 'Confirm the facts of an application for the mark'), link: linkOf(locked.id),
  })
  return state
}

export async function checkFacts(work: Work, id: string, body: BodyOf<typeof contract.checkLicenceFacts>) {
  const locked = await lockOwn(work.tx, work.actor, id)
  mustBePossible('check', locked.state)
  const check = currentCheck(locked.state) ?? refuse('wrong-state', { state: locked.state.status })
  if (work.actor.region !== check.region || work.actor.role !== `authority-${check.level}`) {
    refuse('not-own-level', { level: check.level })
  }
  const { note, ground, ...facts } = body
  const disputed = Object.values(facts).includes('disputed')
  if (disputed && ground === undefined) refuse('ground-needed')
  const after = await change(work, licence, locked, {
    type: disputed ? 'licence.facts-disputed' : 'licence.facts-confirmed',
    content: {
      level: check.level, by: 'authority', ...facts, ...(note !== undefined && { note: await freeText(work, note) }),
    },
    ...(disputed && ground !== undefined && { ground: mustBeGround(work.edition, 'factCheckObjection', ground) }),
  })
  return outcome(id, await afterCheck(work, { id, version: after.act.version, state: after.state }, check.level))
}

async function afterCheck(work: Work, locked: LockedLicence, level: Level): Promise<Licence> {
  await endDeadlines(work, subjectOf(locked.id), `fact-check-${level}`)
  await endTasks(work, subjectOf(locked.id), `fact-check-${level}`)
  const levels = levelsFor(locked.state.region).map((one) => one.level)
  return askForFacts(work, locked, levels.indexOf(level) + 1)
}

/** Nobody answered within the period: by the rule the facts stand, and the act says that it was silence. */
export const confirmBySilence = (level: Level) => async (work: Work, subject: { id: string }): Promise<void> => {
  const locked = await lockLicence(work.tx, subject.id)
  if (currentCheck(locked.state)?.level !== level || locked.state.status !== `${level}-check`) return
  const after = await change(work, licence, locked, {
    type: 'licence.facts-confirmed', content: { level, by: 'silence' },
  })
  await afterCheck(work, { id: subject.id, version: after.act.version, state: after.state }, level)
}
