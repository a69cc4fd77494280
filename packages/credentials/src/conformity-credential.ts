import type { LocalDate, Text } from '@tianfu/kernel'
import type { JsonObject } from './compact-token.ts'
import type { StatusEntry } from './status-list.ts'
import type { Named, Organisation, UntpEdition } from './untp-vocabulary.ts'
import { CONTEXTS, inBoth, issuer, link, named, party, status } from './untp-vocabulary.ts'

export interface Assessment extends Named {
  readonly on: LocalDate
  readonly criteria: readonly Named[]
  readonly topics?: readonly Named[]
  readonly standards?: readonly Named[]
  readonly conforms: boolean
  /** `unit` is a code of UN/ECE Recommendation 20, such as KGM; C62 for a number without unit. */
  readonly measured?: readonly { readonly metric: Named; readonly value: number; readonly unit: string }[]
  readonly conditions?: readonly string[]
}

export interface CertifiedProduct extends Named {
  readonly model?: string
  readonly batch?: string
}

/**
 * What a certificate says, in our own words, whatever vocabulary it is written in. `number` is its register number,
 * `address` its public page; moments are dateTimeStamps.
 */
export interface Conformity {
  readonly kind: 'certificate' | 'declaration' | 'laboratory-report'
  readonly number: string
  readonly address: string
  readonly title: Text
  readonly issuer: Organisation
  readonly holder: Organisation
  readonly programme: Named
  readonly rule?: Named
  readonly validFrom: string
  readonly validUntil?: string
  readonly products: readonly CertifiedProduct[]
  readonly sites?: readonly Named[]
  readonly assessments: readonly Assessment[]
  /** Who admitted or authorised the issuer, with the public page that says so. */
  readonly authorisations?: readonly {
    readonly name: Text
    readonly authority: Organisation
    readonly evidence?: string
  }[]
  readonly printForm?: { readonly address: string; readonly digestMultibase?: string }
  readonly mark?: { readonly name: Text; readonly mediaType: string; readonly base64: string }
  readonly status?: StatusEntry
}

const LEVELS = {
  certificate: { assessorLevel: '3rdParty', assessmentLevel: 'scheme-cab', attestationType: 'certification' },
  declaration: { assessorLevel: 'self', assessmentLevel: 'no-endorsement', attestationType: 'declaration' },
  'laboratory-report': { assessorLevel: '3rdParty', assessmentLevel: 'scheme-cab', attestationType: 'testing' },
} as const

/**
 * The UNTP Digital Conformity Credential of a certificate, a declaration or a laboratory report, ready to be signed.
 *
 * UNTP 0.7.0 allows one status entry, its index a number. It points to the suspension list, where the bit is set while
 * the certificate does not stand, for whatever reason, so that a verifier who reads nothing else is never misled; the
 * revocation list at the same index tells what is final.
 */
export function conformityCredential(subject: Conformity, mapping: UntpEdition = 'untp-0.7.0'): JsonObject {
  return {
    type: ['DigitalConformityCredential', 'VerifiableCredential'],
    '@context': ['https://www.w3.org/ns/credentials/v2', CONTEXTS[mapping]],
    id: subject.address,
    issuer: issuer(subject.issuer),
    validFrom: subject.validFrom,
    ...(subject.validUntil && { validUntil: subject.validUntil }),
    name: inBoth(subject.title),
    ...(subject.status && { credentialStatus: { type: 'BitstringStatusListEntry', ...status(subject.status) } }),
    credentialSubject: attestation(subject),
  }
}

const attestation = (subject: Conformity): JsonObject => ({
  type: ['ConformityAttestation'],
  id: `${subject.address}#attestation`,
  name: `${inBoth(subject.title)} ${subject.number}`,
  ...LEVELS[subject.kind],
  issuedToParty: party(subject.holder),
  ...(subject.authorisations && {
    authorisation: subject.authorisations.map(({ name, authority, evidence }) => ({
      name: inBoth(name), issuingAuthority: party(authority),
      ...(evidence && { endorsementEvidence: link(evidence, name, 'text/html') }),
    })),
  }),
  referenceScheme: named('ConformityScheme', subject.programme),
  ...(subject.rule && { referenceProfile: named('ConformityProfile', subject.rule) }),
  ...(subject.printForm && {
    conformityCertificate: {
      ...link(subject.printForm.address, subject.title, 'application/pdf'),
      ...(subject.printForm.digestMultibase && { digestMultibase: subject.printForm.digestMultibase }),
    },
  }),
  ...(subject.mark && {
    trustmark: { name: inBoth(subject.mark.name), imageData: subject.mark.base64, mediaType: subject.mark.mediaType },
  }),
  conformityAssessment: subject.assessments.map((assessment) => assessed(subject, assessment)),
})

const assessed = ({ products, sites, holder }: Conformity, assessment: Assessment): JsonObject => ({
  ...named('ConformityAssessment', assessment),
  assessmentCriteria: assessment.criteria.map((criterion) => named('Criterion', criterion)),
  assessmentDate: assessment.on,
  assessedPerformance: (assessment.measured ?? []).map(({ metric, value, unit }) => ({
    metric: named('PerformanceMetric', metric),
    measure: { value, unit },
  })),
  ...(products.length > 0 && {
    assessedProduct: products.map(({ model, batch, ...product }) => ({
      product: {
        ...named('Product', product),
        ...(model && { modelNumber: model }),
        ...(batch && { batchNumber: batch }),
      },
      idVerifiedByCAB: true,
    })),
  }),
  ...(sites &&
    sites.length > 0 && {
      assessedFacility: sites.map((site) => ({ facility: named('Facility', site), idVerifiedByCAB: true })),
    }),
  assessedOrganisation: named('Party', holder),
  ...(assessment.standards && {
    referenceStandard: assessment.standards.map((standard) => named('Standard', standard)),
  }),
  ...(assessment.conditions && { specifiedCondition: assessment.conditions }),
  conformityTopic: (assessment.topics ?? []).map((topic) => named('ConformityTopic', topic)),
  conformance: assessment.conforms,
})
