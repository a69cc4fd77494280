/** Indices of latent variables: the model of a category, the sheets of each subject (CCSI or ECSI as data). */
import { compileModel, fitPls, latentIndices, momentsOf } from '@tianfu/evaluation'
import type { Answers } from '@tianfu/evaluation'
import { join } from 'node:path'
import { unitOf } from './evidence.ts'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Store } from './store.ts'

/** Index 0–100 of one latent variable of one subject, with its sampling variance. */
export interface LatentValue { value: number; variance: number; effective: number; rows: number }

interface Sheets { subject: string[]; x: number[]; weight: number[] }

/**
 * Values by latent variable and subject. Outer weights come from the subject's category, or from all sheets where the
 * category has too few for a model; a subject gets its respondents' mean, never a model of its own.
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
    const { answers, weight } = take(own.length >= least ? own : all)
    const moments = momentsOf(answers, weight)
    const fit = fitPls(model, moments.correlation, { scheme: settings.scheme })
    for (const subject of [...new Set(own.map((r) => sheets.subject[r]!))].sort()) {
      const mine = take(own.filter((r) => sheets.subject[r] === subject))
      if (mine.answers.n < 2) continue
      const indices = latentIndices(
        fit, moments, mine.answers, settings.convention, mine.weight, settings.scale.low, settings.scale.high)
      indices.forEach(({ name, mean, error }) => {
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
