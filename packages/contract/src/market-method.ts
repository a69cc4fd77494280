import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Line, Text, closed, oneOf, words } from './schema.ts'

/**
 * A method version of the market evaluation, as data: what is measured, how much evidence counts, how it becomes
 * scores, intervals and bands. Immutable once adopted: a score names the version, the sealed data and the seed.
 *
 * Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 1 to 9; the evidence rules are the
 * programme's own and published with every result.
 */

/** The separate results; there is no grand total of them. */
export const MARKET_RESULTS = ['satisfaction', 'reputation', 'performance', 'competitiveness'] as const
export type MarketResult = (typeof MARKET_RESULTS)[number]

const Code = () => Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', ...words({ zh: '代码', en: 'Code' }) })
const Share = (zh: string, en: string) => Type.Number({ minimum: 0, maximum: 1, ...words({ zh, en }) })
const Positive = (zh: string, en: string) => Type.Number({ exclusiveMinimum: 0, ...words({ zh, en }) })
const Count = (zh: string, en: string, maximum = 100_000) =>
  Type.Integer({ minimum: 1, maximum, ...words({ zh, en }) })

/**
 * One indicator, estimated from observations `of` one code:
 * `mean` their weighted mean; `share` the share of ones among zeros and ones; `rate` their sum per unit of the sum of
 * `per`; `market-share` their sum in that of the category; `latent` the index of a latent variable, named by `of`.
 */
export const MarketIndicator = closed({
  code: Code(), name: Text,
  kind: oneOf(['mean', 'share', 'rate', 'market-share', 'latent'] as const, words({ zh: '算法', en: 'Estimated as',
    choices: { mean: { zh: '加权均值', en: 'Weighted mean' }, share: { zh: '占比', en: 'Share' },
      rate: { zh: '比率', en: 'Rate' }, 'market-share': { zh: '市场份额', en: 'Market share' },
      latent: { zh: '满意度模型的潜变量', en: 'Latent variable' } } })),
  of: Line(40, { zh: '观测代码', en: 'Observations' }),
  per: Type.Optional(Line(40, { zh: '基数的观测代码', en: 'Exposure' })),
  /** Fixed goalposts, so that a newcomer moves nobody; low above high where less is better. */
  low: Type.Number(words({ zh: '下限值（1 分）', en: 'Value that scores 1' })),
  high: Type.Number(words({ zh: '上限值（100 分）', en: 'Value that scores 100' })),
  /** Least effective evidence; below it the indicator is shown as too little data and does not count. */
  least: Count('最少有效观测', 'Least effective evidence'),
  /** Winsorising of unbounded indicators over the units of a category (OECD/JRC, step 4). */
  outliers: Type.Optional(closed({ skewness: Positive('偏度', 'Skewness'), kurtosis: Positive('峰度', 'Kurtosis'),
    atMost: Count('最多处理个数', 'At most', 100) })),
})
export type MarketIndicator = Static<typeof MarketIndicator>

/** A node of a result's tree; a leaf has the code of an indicator. */
export const MarketNode = closed({
  code: Code(), parent: Type.Union([Code(), Type.Null()]),
  weight: Type.Number({ minimum: 0, ...words({ zh: '权重', en: 'Weight' }) }),
})

/** Evidence weights and caps; the meaning of each is that of the library's rule. */
export const MarketEvidence = closed({
  /** Confirmed purchases and surveys, verified by the seller's platform, not verified. */
  tierWeight: Type.Tuple([Share('已证实', 'Confirmed'), Share('平台核验', 'Platform'), Share('未核验', 'Not verified')]),
  halfLifeDays: Positive('半衰期（天）', 'Half-life in days'),
  clusterWindowDays: Count('同一来源窗口（天）', 'Window of one cluster in days'),
  clusterShare: Share('同一来源最多占比', 'Greatest share of one cluster'),
  bursts: Type.Array(closed({
    days: Count('周期（天）', 'Period in days'), window: Count('历史周期数', 'Periods of history'),
    floor: Positive('不设限的数量', 'Never capped below'), medians: Positive('中位数倍数', 'Medians'),
    deviations: Positive('离差倍数', 'Deviations') }), { maxItems: 4 }),
  stretch: closed({ days: Count('区间（天）', 'Stretch in days'), share: Share('区间最多占比', 'Greatest share'),
    slack: Positive('余量', 'Slack') }),
})

const Name = () => Line(40, { zh: '名称', en: 'Name' })

/** The satisfaction model as data, CCSI or ECSI (C. Fornell 1996; M. Tenenhaus 2005). */
export const MarketSatisfaction = closed({
  latent: Type.Array(closed({ name: Name(), items: Type.Array(Line(40), { minItems: 1, maxItems: 20 }),
    mode: Type.Optional(oneOf(['A', 'B'] as const)) }), { minItems: 2, maxItems: 12 }),
  paths: Type.Array(Type.Tuple([Name(), Name()]), { minItems: 1, maxItems: 40 }),
  scheme: oneOf(['centroid', 'factorial', 'path'] as const),
  convention: oneOf(['acsi', 'standardised', 'equal'] as const),
  scale: closed({ low: Type.Number(), high: Type.Number() }),
  /** Sheets that a category needs for a model of its own; below it the model of all serves. */
  leastSheets: Count('建模最少问卷数', 'Least sheets for a model'),
})

/** The whole version. */
export const MarketMethod = closed({
  indicators: Type.Array(MarketIndicator, { minItems: 1, maxItems: 100 }),
  /** One tree per result; the first node without a parent is its root. */
  results: Type.Array(closed({ result: oneOf(MARKET_RESULTS), nodes: Type.Array(MarketNode,
    { minItems: 2, maxItems: 200 }) }), { minItems: 1, maxItems: 4 }),
  evidence: MarketEvidence,
  satisfaction: Type.Optional(MarketSatisfaction),
  aggregation: closed({
    /** Exponent per level above the leaves: 1 arithmetic, 0 geometric, −1 harmonic. */
    exponents: Type.Array(Type.Number({ minimum: -10, maximum: 10 }), { minItems: 1, maxItems: 6 }),
    missingShare: Share('可缺失的权重占比', 'Weight that may be missing') }),
  category: closed({
    /** Leading characters of the industry code, and the least number of units; smaller ones are taken together. */
    digits: Count('行业代码位数', 'Characters of the industry code', 6), least: Count('最少对象数', 'Least units') }),
  uncertainty: closed({ draws: Count('抽样次数', 'Draws', 20_000), level: Share('置信水平', 'Level'),
    concentration: Positive('权重集中度', 'Concentration of weights'),
    exponents: Type.Array(Type.Array(Type.Number(), { minItems: 1 }), { maxItems: 8 }) }),
  /** From the highest; the last takes the rest. `sure` is the probability that gives a band. */
  bands: closed({ floors: Type.Array(closed({ code: Line(8), floor: Type.Number() }), { minItems: 1, maxItems: 10 }),
    rest: Line(8), sure: Share('把握', 'Probability') }),
  seed: Line(80, { zh: '种子', en: 'Seed' }),
})
export type MarketMethod = Static<typeof MarketMethod>
