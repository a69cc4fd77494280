import type { LocalDate, Text } from '@tianfu/kernel'
import { find } from '../../../platform/acts.ts'
import type { Db } from '../../../platform/db/database.ts'
import { applications } from '../application/aggregate.ts'
import { rulePinned } from '../facts.ts'
import { lets } from '../rule-facts.ts'
import { standingReports } from './results.ts'

/**
 * A laboratory's report behind a certificate, as the public may know it: who tested what by which methods when, and
 * that it met the limits. The measured values are the applicant's own and stay in the file.
 */
export interface PublicReport {
  readonly id: string
  readonly number: string
  readonly laboratory: string
  readonly holder: string
  readonly gtin: string | null
  readonly productName: Text
  readonly models: readonly string[]
  readonly programme: string
  readonly rule: { readonly number: string; readonly name: Text }
  readonly standard: { readonly number: string; readonly name: Text }
  readonly indicators: readonly { readonly id: string; readonly name: Text }[]
  readonly testedUntil: LocalDate
  readonly issuedOn: LocalDate
  readonly passed: boolean
}

/** Reports that a certificate rests on; a report of a file without a certificate is nobody's business yet. */
export async function reportsBehind(db: Db, certificate: string): Promise<string[]> {
  const row = await db.selectFrom('certificate').select('application').where('id', '=', certificate).executeTakeFirst()
  const file = row && await find(db, applications, row.application)
  return file ? standingReports(file.state).map(({ id }) => id) : []
}

/** Undefined for a report that was replaced, or whose file has led to no certificate. */
export async function publicReport(db: Db, id: string): Promise<PublicReport | undefined> {
  const row = await db.selectFrom('test_report as r').innerJoin('certificate as c', 'c.application', 'r.application')
    .where('r.id', '=', id).select(['r.application', 'r.laboratory', 'c.official as certificate']).executeTakeFirst()
  const file = row && await find(db, applications, row.application)
  const report = file && standingReports(file.state).find((one) => one.id === id)
  if (!row || !report) return undefined
  const { rule, b } = await rulePinned(db, file.state.rule)
  const [product] = row.certificate.products
  const tested = new Set(report.values.map(({ indicator }) => indicator))
  return {
    id, number: report.number, laboratory: row.laboratory, holder: row.certificate.holder,
    gtin: product?.gtin ?? null, productName: product?.name ?? { zh: file.state.names.product },
    models: product?.models ?? [], programme: row.certificate.programme,
    rule: { number: file.state.rule.number, name: rule.title }, standard: { number: b.number, name: b.title },
    indicators: b.indicators.filter((indicator) => tested.has(indicator.id))
      .map((indicator) => ({ id: indicator.id, name: indicator.name })),
    testedUntil: report.testedUntil, issuedOn: report.issuedOn, passed: report.values.every(lets),
  }
}
