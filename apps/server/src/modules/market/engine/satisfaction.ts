/** Indices of latent variables: the model of a category, the sheets of each subject (CCSI or ECSI as data). */
import { createHash } from 'node:crypto'
import { bootstrapFits, compileModel, deviation, fitPls, latentIndices, momentsOf, runSeed } from '@tianfu/evaluation'
import type { Answers, CompiledModel } from '@tianfu/evaluation'
import { join } from 'node:path'
import { unitOf } from './evidence.ts'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Store } from './store.ts'

/** Index 0–100 of one latent variable of one subject, with its sampling variance. */
export interface LatentValue { value: number; variance: number; effective: number; rows: number }

/** Replicates of the bootstrap: the standard error of a standard error is then about 3 % of it. */
const REPLICATES = 500

interface Sheets { subject: string[]; x: number[]; weight: number[] }

/**
 * Values by latent variable and subject. Outer weights come from the subject's category, or from all sheets where the
 * category has too few for a model; a subject gets its respondents' mean, never a model of its own. Its variance is
 * that of a bootstrap over respondents in which the model is fitted anew each time: the error of the weights is in it.
 */
export async function readSatisfaction(
  store: Store, input: EvaluationInput, categoryOf: (subject: string) => string,
): Promise<Map<string, Map<string, LatentValue>>> {
  const out = new Map<string, Map<string, LatentValue>>()
  const settings = input.method.satisfaction
  if (!settings) return out
  const model = compileModel({ latent: settings.latent, paths: settings.paths })
  const sheets = await readSheets(store, input, model.items)
  const rows = (keep: (subject: string) => boolean): number[] =>
    sheets.subject.flatMap((subject, r) => (keep(subject) ? [r] : []))
  const k = model.items.length
  const take = (which: number[]): { answers: Answers; weight: number[] } => ({
    answers: { n: which.length, items: model.items,
      x: Float64Array.from(which.flatMap((r) => sheets.x.slice(r * k, (r + 1) * k))) },
    weight: which.map((r) => sheets.weight[r]!),
  })
  const all = rows(() => true)
  const least = Math.max(settings.leastSheets, 2 * k)
  if (all.length < least) return out
  const categories = [...new Set(sheets.subject.map(categoryOf))].sort()
  for (const category of categories) {
    const own = rows((subject) => categoryOf(subject) === category)
    const used = own.length >= least ? own : all
    const { answers, weight } = take(used)
    const moments = momentsOf(answers, weight)
    const fit = fitPls(model, moments.correlation, { scheme: settings.scheme })
    const errors = bootstrapErrors(model, answers, weight, used.map((r) => sheets.subject[r]!), input, category)
    for (const subject of [...new Set(own.map((r) => sheets.subject[r]!))].sort()) {
      const mine = take(own.filter((r) => sheets.subject[r] === subject))
      if (mine.answers.n < 2) continue
      const indices = latentIndices(
        fit, moments, mine.answers, settings.convention, mine.weight, settings.scale.low, settings.scale.high)
      indices.forEach(({ name, mean, error: simple }, j) => {
        const error = errors.get(subject)?.[j] ?? simple
        const s = mine.weight.reduce((a, b) => a + b, 0)
        const ss = mine.weight.reduce((a, b) => a + b * b, 0)
        const values = out.get(name) ?? new Map<string, LatentValue>()
        out.set(name, values.set(subject,
          { value: mean, variance: error * error, effective: (s * s) / ss, rows: mine.answers.n }))
      })
    }
  }
  return out
}

const sha256 = (bytes: Uint8Array | string): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

/**
 * Standard errors by subject and latent variable, over resampled respondents. A subject that hardly any replicate drew
 * is left out.
 */
function bootstrapErrors(
  model: CompiledModel, answers: Answers, weight: readonly number[], subjects: readonly string[],
  input: EvaluationInput, category: string,
): Map<string, number[]> {
  const { scheme, convention, scale } = input.method.satisfaction!
  const seed = runSeed(sha256, `${input.methodVersion}:${input.method.seed}`, input.snapshot.digest,
    JSON.stringify([input.seed, input.subjectKind, 'bootstrap', category, ...(input.area ? [input.area] : [])]))
  const k = model.items.length
  const members = Map.groupBy(subjects.keys(), (r) => subjects[r]!)
  const parts = [...members].map(([subject, rows]) => ({ subject, rows, answers: { n: rows.length, items: model.items,
    x: Float64Array.from(rows.flatMap((r) => [...answers.x.subarray(r * k, (r + 1) * k)])) } }))
  const drawn = new Map(parts.map(({ subject }) => [subject, model.names.map((): number[] => [])]))
  bootstrapFits(model, answers, { scheme }, REPLICATES, seed, (fit, counts) => {
    const moments = momentsOf(answers, counts)
    for (const { subject, rows, answers: own } of parts) {
      const drawnRows = rows.map((r) => counts[r]!)
      if (drawnRows.every((count) => count === 0)) continue
      latentIndices(fit, moments, own, convention, drawnRows, scale.low, scale.high)
        .forEach(({ mean }, j) => drawn.get(subject)![j]!.push(mean))
    }
  }, weight)
  return new Map([...drawn].filter(([, [first]]) => first!.length > REPLICATES / 2)
    .map(([subject, columns]) => [subject, columns.map((column) => deviation(Float64Array.from(column)))]))
}

/** Complete sheets; of several by the same respondent on one subject the latest counts. */
async function readSheets(store: Store, input: EvaluationInput, items: readonly string[]): Promise<Sheets> {
  const parts = input.snapshot.files.filter(({ name }) => name.startsWith('part-'))
    .map(({ name }) => join(input.snapshot.folder, name))
  const at = new Map(items.map((item, i) => [item, i]))
  const sheets: Sheets = { subject: [], x: [], weight: [] }
  let last = ''
  let open: { id: string; who: string; unit: string; answers: number[]; weight: number } | undefined
  const close = (): void => {
    if (!open || open.who === last || open.answers.length !== items.length || open.answers.includes(NaN)) return
    last = open.who
    sheets.subject.push(open.unit)
    sheets.weight.push(open.weight)
    for (const value of open.answers) sheets.x.push(value)
  }
  const select = `select subject, cluster, day, batch, indicator, value, weight, ${unitOf(input)}
    from ${parquet(...parts)}
    where ${unitOf(input)} is not null and subject_kind = ${literal(input.subjectKind)} and cluster is not null
      and day between ${dayNumber(input.from)} and ${dayNumber(input.until)}
      and indicator in (${items.map(literal).join(', ')})
    order by subject, cluster, day desc, batch desc, indicator, "row"`
  for await (const [subject, cluster, day, batch, indicator, value, weight, unit] of store.columns(select)) {
    for (let i = 0; i < subject!.length; i++) {
      const who = JSON.stringify([subject![i], cluster![i]])
      const id = `${who}${String(day![i])}${String(batch![i])}`
      if (open?.id !== id) {
        close()
        open = { id, who, unit: unit![i] as string, answers: items.map(() => NaN), weight: weight![i] as number }
      }
      open.answers[at.get(indicator![i] as string)!] = value![i] as number
    }
  }
  close()
  return sheets
}
