import type { LocalDate } from '@tianfu/kernel'
import type { Certificate, Revision, Said } from './state.ts'

/** What the certificate says now. */
export const saidBy = ({ holderName, parties, region, products, standards, rule, scope, conditions,
  sites }: Said): Said => ({
  holderName, parties, region, products, standards, rule, scope, conditions, ...(sites && { sites }),
})

/** What it said on `day`: what the first change that took effect later found. */
export const saidOn = (certificate: Certificate, day: LocalDate): Revision['before'] =>
  certificate.revisions?.find(({ effectiveOn }) => effectiveOn > day)?.before ?? saidBy(certificate)

/** 1 as issued, one more for every change that had taken effect by `day`. */
export const revisionOn = ({ revisions = [] }: Certificate, day: LocalDate): number =>
  1 + revisions.filter(({ effectiveOn }) => effectiveOn <= day).length
