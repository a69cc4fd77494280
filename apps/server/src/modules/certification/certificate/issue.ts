import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { SMALLEST_LIST, drawStatusIndex } from '@tianfu/credentials'
import { programmeOf, termEnd } from '@tianfu/scheme'
import { create } from '../../../platform/acts.ts'
import { startDeadline } from '../../../platform/deadlines.ts'
import { characterWithoutGlyph } from '../../../platform/documents/typst.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import type { Work } from '../../../platform/work.ts'
import { findBody } from '../../bodies/index.ts'
import { findProduct } from '../../brands/index.ts'
import { getOrganisation } from '../../parties/index.ts'
import { standingInTheWay } from '../facts.ts'
import type { RuleFacts } from '../rule-facts.ts'
import type { OpenFile } from '../application/store.ts'
import { certificates } from './aggregate.ts'
import { credentialOf } from './credential.ts'
import type { CredentialSaid } from './credential.ts'
import { nextSurveillance } from './decisions.ts'
import type { Certificate, Said } from './state.ts'
import { STATUS_LISTS } from './status-lists.ts'
import { refreshCertificateTasks } from './tasks.ts'

/** What a certificate will say, before anything is numbered. */
export interface Grant {
  readonly id: string
  readonly content: Omit<Certificate,
  'status' | 'nationalNumber' | 'suspendedUntil' | 'extensions' | 'history' | 'surveillance' | 'barred'
    | 'issuedOn' | 'revisions' | 'forgery' | 'suspensionAsked' | 'resumption' | 'transfer'
    | 'transferredOn' | 'renamed' | 'transition'
    | 'registerNumber' | 'bodyNumber' | 'statusIndex' | 'credentialSha256'>
  readonly programmeCode: string
  readonly bodyCode: string
  readonly bodyPrefix: string
}

/** @throws Refusal `already-certified`, `glyph-missing` */
export async function mustBeIssuable(work: Work, file: OpenFile,
  of: { id: string; scope: string; conditions?: string }): Promise<Grant> {
  const { state, facts } = file
  const { db, at, edition } = work
  const [product, holder, bodyOrganisation, body] = [
    await findProduct(db, state.product), await getOrganisation(db, state.applicant),
      await getOrganisation(db, state.body), await findBody(db, state.body)]
  const programme = programmeOf(edition, state.programme)
  if (!product || !body || !programme) return refuse('not-found')
  if (!state.batch) {
    const { certificate } = await standingInTheWay(db, state.applicant, state.product, state.rule.number, at.today)
    if (certificate) refuse('already-certified', { number: certificate })
  }
  const sampling = state.samplings.at(-1)
  const content: Grant['content'] = {
    application: file.id, body: state.body, holder: state.applicant, holderName: holder.name.zh,
    holderUscc: holder.uscc,
    bodyName: bodyOrganisation.name.zh,
    parties: { applicant: product.applicant.name, producer: product.producer.name,
      manufacturer: product.manufacturer.name },
    region: state.region, programme: state.programme, schemeType: state.schemeType, edition: state.edition,
    products: [{
      product: product.id, name: product.name, gtin: product.gtin, models: state.models,
      brand: product.brandState.name.zh,
      yearlyCapacity: product.yearlyCapacity, unit: product.unit.zh }],
    product: product.id,
    batch: state.batch && sampling ? { lot: sampling.lot, quantity: sampling.baseQuantity, unit: sampling.unit } : null,
    standards: [facts.a, facts.b].map(({ number, edition: year, title }) => ({ number, edition: year, name: title })),
    rule: { ...state.rule, name: facts.rule.title }, scope: of.scope, conditions: of.conditions ?? null,
    validFrom: at.today, validUntil: termEnd(edition.periods.certificateTerm, at.today),
  }
  mustBePrintable(content.bodyName, content)
  return { id: of.id, content, programmeCode: programme.code, bodyCode: body.code, bodyPrefix: body.prefix }
}

/** The font of the print form has every character that the certificate will say. @throws Refusal `glyph-missing` */
export function mustBePrintable(bodyName: string, said: Said): void {
  for (const text of [said.holderName, bodyName, said.scope, said.conditions ?? '', ...Object.values(said.parties),
    ...said.products.flatMap(({ name, models, brand }) => [name.zh, ...models, brand ?? ''])]) {
    const character = characterWithoutGlyph(text)
    if (character !== undefined) refuse('glyph-missing', { character })
  }
}

/** Numbers, status index, credential, act: all in the deciding transaction. */
export async function issue(work: Work, file: OpenFile, grant: Grant): Promise<Certificate> {
  const { at, edition, world } = work
  const { id, content } = grant
  const registerNumber = await nextNumber(work, 'register', { programme: grant.programmeCode, body: grant.bodyCode })
  const bodyNumber = await nextNumber(work, 'bodyCertificate',
    { programme: grant.programmeCode, prefix: grant.bodyPrefix })
  const { statusIndex, credentialSha256, keep } = await signCredential(work, file.facts, {
    ...content, registerNumber, bodyNumber, issuedOn: at.today })
  const kinds = edition.schemeTypes[content.schemeType].surveillance
  const due = nextSurveillance(at.today, file.facts.rule.surveillanceMonths, content.validUntil)
  const { state } = await create(work, certificates, { id, type: 'certificate.issued', public: true, content: {
    ...content, registerNumber, bodyNumber, statusIndex, credentialSha256,
    surveillance: due ? [{ id: world.newId(), dueOn: due, kinds }] : [] } })
  await keep(id)
  await startDeadline(work, { subject: { type: 'certificate', id }, kind: 'national-report', period: 'nationalReport',
    responsible: { organisation: content.body, role: 'body-administrator' },
    label: { zh: '上报国家认证信息系统', en: 'Report to the national authority' } })
  if (file.facts.rule.surveillanceMonths !== null && due) {
    await startDeadline(work, { subject: { type: 'certificate', id }, kind: 'surveillance',
      period: { count: file.facts.rule.surveillanceMonths, unit: 'months' },
      responsible: { organisation: content.body, role: 'body-auditor' },
      label: { zh: '跟踪调查', en: 'Surveillance' } })
  }
  await refreshCertificateTasks(work, id, state)
  return state
}

/**
 * A credential with a place of its own in both status lists. `keep` writes it down once the act that names it is there.
 */
export async function signCredential(work: Work, facts: RuleFacts, said: Omit<CredentialSaid, 'statusIndex'>) {
  const index = await freeIndex(work)
  const statusIndex = { suspension: index, revocation: index }
  const jwt = await credentialOf(work, facts, { ...said, statusIndex })
  const credentialSha256 = createHash('sha256').update(jwt).digest('hex')
  const keep = async (certificate: string): Promise<void> => {
    await work.tx.insertInto('certificate_credential').values({ certificate, jwt, sha256: credentialSha256 }).execute()
    for (const list of Object.values(STATUS_LISTS)) await work.tx.insertInto('status_index')
      .values({ list, index, certificate }).execute()
  }
  return { statusIndex, credentialSha256, keep }
}

/** A random index that both lists have free; whoever draws the same at the same moment waits and draws again. */
async function freeIndex(work: Work): Promise<number> {
  const taken = await work.tx.selectFrom('status_index').select('index').execute()
  const used = new Set(taken.map(({ index }) => index))
  return drawStatusIndex(SMALLEST_LIST, (count) => work.world.randomBytes(count), (index) => used.has(index))
}
