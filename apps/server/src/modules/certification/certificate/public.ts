import { ACT_WORDS, certificateChanges, certificates as contract } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { editionOf, programmeOf, groundOf } from '@tianfu/scheme'
import type { Edition, GroundList } from '@tianfu/scheme'
import type { View } from '../../../platform/work.ts'
import { didOf, findBody } from '../../bodies/index.ts'
import { revisionOn, saidOn } from './said.ts'
import { standing } from './standing.ts'
import { certificateAsOf, findCertificateByNumber } from './store.ts'
import type { FoundCertificate } from './store.ts'
import type { Certificate, CertificateStanding, Turn } from './state.ts'

const TURN_WORDS: Record<Turn['type'], Text> = {
  issued: { zh: '发证', en: 'Issued' }, suspended: { zh: '暂停', en: 'Suspended' },
  extended: { zh: '延长暂停', en: 'Suspension extended' },
  restored: { zh: '恢复', en: 'Restored' }, withdrawn: { zh: '撤销', en: 'Withdrawn' },
  cancelled: { zh: '注销', en: 'Cancelled' },
}
const GROUNDS: Partial<Record<Turn['type'], GroundList>> = {
  suspended: 'suspension', extended: 'suspensionExtension', restored: 'restoration', withdrawn: 'withdrawal',
  cancelled: 'cancellation',
}

const groundWords = (edition: Edition, { type, ground }: Turn): Text | undefined => {
  const list = GROUNDS[type]
  return ground === null || !list ? undefined : (groundOf(edition, list, ground)?.name ?? { zh: ground })
}

/**
 * The public data of a certificate (design §5): no natural person, no free text but what the certificate itself says.
 * `at`: how it stood on that day; undefined where it had not begun. Also the JSON of `/c/{number}.json`.
 */
export async function publicCertificate(view: View, number: string,
  at?: LocalDate): Promise<contract.PublicCertificate | undefined> {
  if (at === undefined) {
    const found = await findCertificateByNumber(view.db, number)
    return found && shown(view, found, standing(found.state, view.at.today), view.at.today)
  }
  const found = await certificateAsOf(view.db, number, at)
  return found && shown(view, found, found.standing, at)
}

/** The same for a certificate at hand. */
export const publicShape = (view: View, found: FoundCertificate): Promise<contract.PublicCertificate> =>
  shown(view, found, standing(found.state, view.at.today), view.at.today)

async function shown(view: View, found: FoundCertificate, status: CertificateStanding,
  day: LocalDate): Promise<contract.PublicCertificate> {
  const { version } = found
  const state = { ...found.state, ...saidOn(found.state, day) }
  const body = await findBody(view.db, state.body)
  const until = suspendedUntilOn(state, status, day)
  return {
    number: state.registerNumber, bodyNumber: state.bodyNumber, registerNumber: state.registerNumber,
    nationalNumber: state.nationalNumber,
    status, statusLabel: contract.CERTIFICATE_STATUS_WORDS[status],
    holder: { uscc: state.holderUscc, name: state.holderName },
    body: { name: state.bodyName,
      ...(body && { approvalNumber: body.approvalNumber, did: didOf(view.world, body.slug) }) },
    programme: { id: state.programme,
      name: programmeOf(editionOf(view.world.editions, state.edition),
      state.programme)?.name ?? { zh: state.programme } },
    schemeType: state.schemeType, parties: state.parties,
    products: state.products.map(({ name, gtin, models, brand }) => ({
      name, models: [...models], ...(gtin !== null && { gtin }), ...(brand !== null && { brand }) })),
    ...(state.batch && { batch: state.batch }), standards: state.standards.map((standard) => ({ ...standard })),
      rule: state.rule,
    scope: state.scope, conditions: state.conditions, revision: revisionOn(state, day),
    issuedOn: state.issuedOn, validFrom: state.validFrom,
    validUntil: state.validUntil,
    ...(until && { suspendedUntil: until }),
    history: historyUntil(view.edition, state, day),
    asOf: { day, version },
  }
}

/** Turns of the standing and changes of what it says, in the order of recording. */
function historyUntil(edition: Edition, state: Certificate, day: LocalDate): contract.PublicCertificate['history'] {
  const turns = state.history.map((one) => {
    const ground = groundWords(edition, one)
    return { type: one.type as string, label: TURN_WORDS[one.type], effectiveOn: one.effectiveOn,
      decidedOn: one.decidedOn, recordedAt: one.recordedAt,
      ...(ground && { ground }), ...(one.until && { until: one.until }),
      ...(one.setAside && one.setAside <= day && { setAsideOn: one.setAside }) }
  })
  const changed = (state.revisions ?? []).map(({ kind, effectiveOn, decidedOn, recordedAt }) => ({
    type: 'changed', label: kind === 'transfer' ? ACT_WORDS['certificate.transferred'] ?? { zh: kind }
      : certificateChanges.CHANGE_KIND_WORDS[kind], effectiveOn, decidedOn, recordedAt }))
  return [...turns, ...changed].filter(({ effectiveOn }) => effectiveOn <= day)
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
}

/** Until when it is suspended, as far as was said by `day`. */
const suspendedUntilOn = (state: Certificate, status: CertificateStanding, day: LocalDate): LocalDate | undefined =>
  status === 'suspended'
    ? state.history.findLast(({ effectiveOn, until, setAside }) =>
      setAside === undefined && effectiveOn <= day && until !== undefined)?.until : undefined
