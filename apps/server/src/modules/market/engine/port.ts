/**
 * What the module asks of its analytics, whoever answers: DuckDB over Parquet here, another engine over the same files
 * where one machine no longer suffices. Nothing in an answer depends on threads, on time or on who asked.
 */
import type { marketMethod } from '@tianfu/contract'

/** One observation, as the module stores it; `day` is `YYYY-MM-DD`. */
export interface ObservationRow {
  batch: string
  row: number
  source: string
  subjectKind: string
  subject: string
  /** GB/T 2260; empty when unknown. */
  region: string
  /** GB/T 4754; empty when unknown. */
  industry: string
  indicator: string
  value: number
  /** Design weight, > 0; 1 unless the source says otherwise. */
  weight: number
  /** A purchase confirmed by its amount, or a survey by its code. */
  confirmed: boolean
  day: string
  /** Pseudonym of who said it: person, device, household; the sheet for answers of a survey. */
  cluster: string | null
}

/** A file with its SHA-256 (hex) and rows. */
export interface SealedFile { name: string; rows: number; sha256: string }

/** Observations sealed for ever. `digest` covers every file, roll-ups with them. */
export interface Snapshot { folder: string; files: readonly SealedFile[]; rows: number; digest: string }

/** What is evaluated. */
export interface EvaluationInput {
  snapshot: Snapshot
  /** Identifies the method version and stands in every seed. */
  methodVersion: string
  method: marketMethod.MarketMethod
  seed: string
  subjectKind: string
  /**
   * Left out: every subject of the kind is a unit. Else the units are regions or industries by the leading `digits` of
   * their codes, from the observations on those subjects, each weighed with the rest of its own subject's; what names
   * no such code belongs to no unit. Units of this sort are all compared with each other.
   */
  area?: { by: 'region' | 'industry'; digits: number }
  /** First day that counts, and the day as of which evidence ages. */
  from: string
  until: string
  /** 2 platform-verified, 3 not verified; sources left out count as 3. Confirmed rows are 1 whatever their source. */
  tiers: Readonly<Record<string, 1 | 2 | 3>>
  /** Band of the last period by subject and result, for the hysteresis. */
  lastBands?: Readonly<Record<string, Partial<Record<marketMethod.MarketResult, string>>>>
}

/** An indicator of one subject. `refused` says why it does not count. */
export interface IndicatorValue {
  indicator: string
  value?: number
  error?: number
  rows: number
  effective: number
  /** Share of evidence that weights and caps took away, 0 to 1. */
  dropped: number
  /** How far the value was drawn to its category, 0 to 1. */
  shrinkage?: number
  refused?: { code: 'no-observations' | 'too-few'; have: number; need: number }
}

/** A result: an interval and a range of ranks among its category, or the reason why there is none. */
export type ResultValue =
  | { result: marketMethod.MarketResult; refused: { code: 'indicators-missing'; indicators: readonly string[] } }
  | {
    result: marketMethod.MarketResult
    score: number
    /** From data and method together, and from the data alone. */
    low: number
    high: number
    samplingLow: number
    samplingHigh: number
    rankLow: number
    rankHigh: number
    of: number
    /** Subjects of one group cannot be told apart. */
    group: number
    band: string
    boundary: boolean
    /** P(score ≥ floor) by band, highest first. */
    reaches: readonly number[]
    /** Points against the median of the category; they sum to the difference. Absent where leaves differ. */
    causes?: readonly { indicator: string; points: number }[]
    /** The value of one indicator that reaches the next band, the others unchanged. */
    whatIf: readonly { indicator: string; value: number; band: string }[]
  }

/** One subject. */
export interface SubjectEvaluation {
  subject: string
  category: string
  indicators: readonly IndicatorValue[]
  results: readonly ResultValue[]
}

/** A run's answer. Subjects stand in the order of their codes, never of their scores. */
export interface Evaluation {
  methodVersion: string
  snapshot: string
  seed: string
  subjects: readonly SubjectEvaluation[]
  /** SHA-256 of all above as JSON. */
  digest: string
}

/** What is watched for a lasting change. Periods are counted back from `until`; the first ones are the baseline. */
export interface TrendInput {
  snapshot: Snapshot
  /** Indicators of the kinds `mean`, `share` and `rate`; others have no trend. Evidence does not age within one. */
  method: Pick<marketMethod.MarketMethod, 'indicators' | 'evidence'>
  subjectKind: string
  tiers: Readonly<Record<string, 1 | 2 | 3>>
  until: string
  periodDays: number
  periods: number
  baseline: number
  charts: { ewma: { lambda: number; limit: number }; cusum: { k: number; h: number } }
  /** Greatest expected share of false alarms among those raised, over all subjects of an indicator. */
  falseDiscovery: number
}

/** One period. `z` is the difference from the baseline in standard errors; charts begin after the baseline. */
export interface TrendPoint {
  from: string
  until: string
  rows: number
  value?: number
  error?: number
  z?: number
  ewma?: number
  /** Cumulated falls and rises beyond the slack, in standard errors. */
  fall?: number
  rise?: number
}

/** An indicator of one subject over time. */
export interface Trend {
  subject: string
  indicator: string
  baseline?: { value: number; error: number }
  points: readonly TrendPoint[]
  /** Where a chart stands beyond its limit in the last period; `raised` where false discovery control lets it pass. */
  alarm?: {
    direction: 'fall' | 'rise'
    better: boolean
    charts: readonly ('ewma' | 'cusum')[]
    p: number
    adjusted: number
    raised: boolean
  }
  refused?: { code: 'too-few'; have: number; need: number }
}

/** The port. */
export interface AnalyticsPort {
  /**
   * Seals rows into a new folder; they come in the order (batch, row), no row twice.
   *
   * @throws RangeError for rows out of order or a value that is not a number
   */
  seal(rows: AsyncIterable<readonly ObservationRow[]>, folder: string): Promise<Snapshot>
  /** @throws Error when a sealed file has changed */
  evaluate(input: EvaluationInput): Promise<Evaluation>
  /**
   * In the order of indicators and subjects.
   *
   * @throws Error when a sealed file has changed
   * @throws RangeError for a baseline that leaves no period to watch
   */
  trends(input: TrendInput): Promise<readonly Trend[]>
  close(): Promise<void>
}
