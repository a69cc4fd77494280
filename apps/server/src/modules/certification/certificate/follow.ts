import { addDays, addMonths, daysBetween } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { Rule } from '@tianfu/scheme'
import { change, find, lock } from '../../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { tell } from '../../../platform/notices.ts'
import type { Act, Work } from '../../../platform/work.ts'
import { rule as rules } from '../../standards/index.ts'
import { certificates } from './aggregate.ts'
import { refreshCertificateTasks } from './tasks.ts'

/** What changes outside and leaves a certificate saying what no longer holds: its holder is told what to ask for. */

const live = (work: Work) => work.tx.selectFrom('certificate').select('id')
  .where('status', 'in', ['valid', 'suspended']).where('valid_until', '>=', work.at.today).orderBy('id')

async function note(work: Work, id: string, act: { type: string; content: object }, text: (number: string) => Text) {
  const before = await lock(work.tx, certificates, id)
  const { state } = await change(work, certificates, before, act)
  await refreshCertificateTasks(work, id, state)
  await tell(work, { to: { organisation: state.holder }, text: text(state.registerNumber), link: `/certificate/${id}` })
}

/** The register has another name: the certificates of the holder say the old one until they are changed. */
export async function followRename(work: Work, act: Act): Promise<void> {
  const { zh: name } = act.content.name as Text
  for (const { id } of await live(work).where('holder', '=', act.subject).execute()) {
    await note(work, id, { type: 'certificate.holder-renamed', content: { name } }, (number) => ({
      zh: `名称已变更，请为证书 ${number} 申请名称变更`, en: `Your name changed: ask for the change of certificate ${number}` }))
  }
}

const subjectOf = (id: string) => ({ type: 'rule', id })

/**
 * A later edition of a rule: on the day on which it begins its certificates are told. They may be many, so the sweep of
 * the deadlines does it and the publication does not wait.
 */
export async function followRule(work: Work, act: Act): Promise<void> {
  const { number, edition, inForceFrom } = (act.content as { document: Rule }).document
  if (inForceFrom === null || !act.organisation) return
  const other = await work.tx.selectFrom('certificate').select('id').where('rule', '=', number)
    .where((is) => is(is.ref('official', '->').key('rule').key('edition'), '<>', JSON.stringify(edition) as never))
    .limit(1).executeTakeFirst()
  if (!other) return
  await startDeadline(work, { subject: subjectOf(act.subject), kind: 'rule-transition',
    from: addDays(inForceFrom as LocalDate, -1), period: { count: 0, unit: 'calendar' },
    responsible: { organisation: act.organisation }, label: { zh: '新版规则实施', en: 'The new edition begins' } })
}

/** Everybody certified by an earlier edition has the scheme's time to move. */
export async function beginTransition(work: Work, { id }: { id: string }): Promise<void> {
  const { number, edition, inForceFrom } = ((await find(work.tx, rules, id))?.state.document ?? {}) as Partial<Rule>
  await endDeadlines(work, subjectOf(id), 'rule-transition')
  if (number === undefined || edition === undefined || inForceFrom == null) return
  const until = addMonths(inForceFrom as LocalDate, work.edition.periods.standardTransition.count)
  const rows = await live(work).select('official').where('rule', '=', number).execute()
  for (const { id: certificate, official } of rows) {
    // A batch was certified once and stays what it was.
    if (official.rule.edition === edition || official.batch) continue
    const act = { type: 'certificate.transition-begun', content: { edition, until } }
    await note(work, certificate, act, (registered) => ({
      zh: `证书 ${registered} 须在 ${until} 前按规则 ${number}（${edition}）换版`,
      en: `Certificate ${registered} is to move to ${number} (${edition}) by ${until}` }))
    await startDeadline(work, { subject: { type: 'certificate', id: certificate }, kind: 'standard-transition',
      period: { count: Math.max(0, daysBetween(work.at.today, until)), unit: 'calendar' },
      responsible: { organisation: official.holder, role: 'enterprise-agent' },
      label: { zh: '标准换版', en: 'Move to the revised standard' } })
  }
}

/** Who missed it: the decider is asked; nothing is suspended by silence. */
export async function transitionDue(work: Work, { id }: { id: string }): Promise<void> {
  const { state } = await lock(work.tx, certificates, id)
  await refreshCertificateTasks(work, id, state)
}
