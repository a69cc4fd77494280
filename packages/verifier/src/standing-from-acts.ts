/** The published statement of an act, as far as a standing needs it. */
export interface Statement {
  readonly type: string
  readonly version: number
  readonly subject: string
  readonly effectiveOn: string
  readonly content: Readonly<Record<string, unknown>>
}

const SETS: Readonly<Record<string, string>> = {
  'certificate.issued': 'valid', 'certificate.suspended': 'suspended', 'certificate.suspension-extended': 'suspended',
  'certificate.restored': 'valid', 'certificate.withdrawn': 'withdrawn', 'certificate.cancelled': 'cancelled',
}
const ENDS = ['certificate.withdrawn', 'certificate.cancelled']

/**
 * How a certificate stands on a day, recomputed from its published acts alone: an end stays an end, then the term, then
 * the last turn. What an appeal set aside never held. What does not fit is said instead: `no-issue`,
 * `another-certificate`, `out-of-order`.
 */
export function standingFromActs(acts: readonly Statement[], asked: { day: string; number: string }): string {
  const [issue] = acts
  if (!isStatement(issue) || issue.type !== 'certificate.issued') return 'no-issue'
  if (issue.content.registerNumber !== asked.number) return 'another-certificate'
  let version = 0
  for (const act of acts) {
    if (!isStatement(act) || act.subject !== issue.subject || act.version <= version) return 'out-of-order'
    version = act.version
  }
  const fallen = new Set(acts.flatMap(({ type, content }) =>
    (type === 'certificate.decision-set-aside' && Array.isArray(content.versions) ? content.versions : [])))
  const inEffect = acts.filter(({ type, version: at, effectiveOn }) =>
    Object.hasOwn(SETS, type) && effectiveOn <= asked.day && !fallen.has(at))
  const end = inEffect.find(({ type }) => ENDS.includes(type))
  if (end) return SETS[end.type] ?? 'no-issue'
  if (typeof issue.content.validUntil === 'string' && asked.day > issue.content.validUntil) return 'expired'
  const last = inEffect.reduce<Statement | undefined>((latest, one) =>
    (latest && latest.effectiveOn > one.effectiveOn ? latest : one), undefined)
  return SETS[last?.type ?? ''] ?? 'valid'
}

const isStatement = (act: unknown): act is Statement => {
  const { type, version, subject, effectiveOn, content } = (act ?? {}) as Partial<Statement>
  return typeof type === 'string' && typeof version === 'number' && typeof subject === 'string'
    && typeof effectiveOn === 'string' && typeof content === 'object' && content !== null
}
