import { exceptions as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import { change, lock } from '../../../platform/acts.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { certificates } from './aggregate.ts'
import { isSeasonal, mustBeAbleTo, mustEndBetween } from './decisions.ts'
import type { Certificate } from './state.ts'
import { refreshCertificateTasks } from './tasks.ts'

/**
 * A pause at the holder's request, such as for a season (domain §8): not longer than the edition allows, and asked for
 * so long before surveillance falls due that nobody escapes it by resting.
 *
 * @throws Refusal `season-too-late`, `until-past`, `until-too-late`, `wrong-state`
 */
export function maySuspendForSeason(certificate: Certificate, edition: Edition, today: LocalDate): void {
  mustBeAbleTo('certificate.suspension-asked', certificate, today)
  if (certificate.suspensionAsked) refuse('wrong-state', { state: 'asked' })
  const due = certificate.surveillance.find(({ recordedOn }) => recordedOn === undefined)?.dueOn
  const latest = due && addMonths(due, -edition.periods.seasonalNotice.count)
  if (latest && today > latest) refuse('season-too-late', { latest, due })
}

export async function askSuspension(work: Work, id: string, asked: BodyOf<typeof contract.askSuspension>) {
  const before = await lock(work.tx, certificates, id)
  if (before.state.holder !== work.actor.organisation) refuse('not-found')
  const { today } = work.at
  maySuspendForSeason(before.state, work.edition, today)
  const until = asked.until as LocalDate
  mustEndBetween(until, today, addMonths(today, work.edition.periods.suspensionSeasonal.count))
  const { state } = await change(work, certificates, before, { type: 'certificate.suspension-asked',
    content: { until, text: await freeText(work, asked.text) } })
  await refreshCertificateTasks(work, id, state)
  return { id, version: before.version + 1, status: state.status, number: state.registerNumber }
}

/** @throws Refusal `not-seasonal`, `wrong-state` */
export function mayResume(certificate: Certificate, today: LocalDate): void {
  mustBeAbleTo('certificate.resumption-reported', certificate, today)
  if (!isSeasonal(certificate)) refuse('not-seasonal')
}

export async function reportResumption(work: Work, id: string, asked: BodyOf<typeof contract.reportResumption>) {
  const before = await lock(work.tx, certificates, id)
  if (before.state.holder !== work.actor.organisation) refuse('not-found')
  mayResume(before.state, work.at.today)
  for (const hash of asked.files) {
    await useFile(work, { hash, field: '/files', for: { type: 'certificate', id } })
    await shareFile(work, { owner: work.actor.organisation, hash, with: before.state.body,
      subject: { type: 'certificate', id } })
  }
  const { state } = await change(work, certificates, before, { type: 'certificate.resumption-reported',
    content: { text: await freeText(work, asked.text), files: asked.files } })
  await refreshCertificateTasks(work, id, state)
  return { id, version: before.version + 1, status: state.status, number: state.registerNumber }
}
