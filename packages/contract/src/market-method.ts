import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Line, closed, oneOf, words } from './schema.ts'

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
export const RESULT_WORDS = words({ zh: '结果', en: 'Result', choices: {
  satisfaction: { zh: '满意度', en: 'Satisfaction' }, reputation: { zh: '美誉度', en: 'Reputation' },
  performance: { zh: '市场表现力', en: 'Market performance' }, competitiveness: { zh: '竞争力', en: 'Competitiveness' } } })

const Code = () => Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', ...words({ zh: '代码', en: 'Code' }) })
const Share = (zh: string, en: string) => Type.Number({ minimum: 0, maximum: 1, ...words({ zh, en }) })
const Positive = (zh: string, en: string) => Type.Number({ exclusiveMinimum: 0, ...words({ zh, en }) })
const Count = (zh: string, en: string, maximum = 100_000) =>
  Type.Integer({ minimum: 1, maximum, ...words({ zh, en }) })

/** A list of `length` items of one kind, as a tuple. */
const exactly = <T extends readonly unknown[]>(length: T['length'], items: TSchema, options: object = {}) =>
  Type.Unsafe<T>({ type: 'array', items, minItems: length, maxItems: length, ...options })

/**
 * One indicator, estimated from observations `of` one code:
 * `mean` their weighted mean; `share` the share of ones among zeros and ones; `rate` their sum per unit of the sum of
 * `per`; `market-share` their sum in that of the category; `growth` the logarithm of their sum in the later half of the
 * period over that in the earlier one, less that of the category (two years compare the same months); `evenness`
 * Shannon's entropy of their sum over the prefectures that the category sells in, 0 one of them to 1 all alike;
 * `latent` the index of a latent variable, named by `of`. A net promoter score is a `mean` of −1, 0 and 1, with the
 * same error.
 */
export const MarketIndicator = closed({
  code: Code(), name: closed({ zh: Line(60, { zh: '中文名称', en: 'Chinese name' }),
    en: Type.Optional(Line(120, { zh: '英文名称', en: 'English name' })) }, words({ zh: '名称', en: 'Name' })),
  kind: oneOf(['mean', 'share', 'rate', 'market-share', 'growth', 'evenness', 'latent'] as const, words({ zh: '算法',
    en: 'Estimated as', choices: { mean: { zh: '加权均值', en: 'Weighted mean' }, share: { zh: '占比', en: 'Share' },
      rate: { zh: '比率', en: 'Rate' }, 'market-share': { zh: '市场份额', en: 'Market share' },
      growth: { zh: '相对同类的增长', en: 'Growth against the category' },
      evenness: { zh: '地区均衡度', en: 'Evenness over regions' },
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
    atMost: Count('最多处理个数', 'At most', 100) }, words({ zh: '离群值处理', en: 'Treatment of outliers' }))),
})
export type MarketIndicator = Static<typeof MarketIndicator>

/** A node of a result's tree; a leaf has the code of an indicator. */
export const MarketNode = closed({
  code: Code(), parent: Type.Union([Code(), Type.Null()], words({ zh: '上级', en: 'Parent' })),
  weight: Type.Number({ minimum: 0, ...words({ zh: '权重', en: 'Weight' }) }),
})

/** Evidence weights and caps; the meaning of each is that of the library's rule. */
export const MarketEvidence = closed({
  /** Confirmed purchases and surveys, verified by the seller's platform, not verified. */
  tierWeight: exactly<[number, number, number]>(3, Type.Number({ minimum: 0, maximum: 1 }),
    words({ zh: '各层级权重（已证实、平台核验、未核验）', en: 'Weights: confirmed, platform, not verified' })),
  halfLifeDays: Positive('半衰期（天）', 'Half-life in days'),
  clusterWindowDays: Count('同一来源窗口（天）', 'Window of one cluster in days'),
  clusterShare: Share('同一来源最多占比', 'Greatest share of one cluster'),
  bursts: Type.Array(closed({
    days: Count('周期（天）', 'Period in days'), window: Count('历史周期数', 'Periods of history'),
    floor: Positive('不设限的数量', 'Never capped below'), medians: Positive('中位数倍数', 'Medians'),
    deviations: Positive('离差倍数', 'Deviations') }), { maxItems: 4, ...words({ zh: '集中爆发上限', en: 'Caps on bursts' }) }),
  stretch: closed({ days: Count('区间（天）', 'Stretch in days'), share: Share('区间最多占比', 'Greatest share'),
    slack: Positive('余量', 'Slack') }, words({ zh: '任一区间上限', en: 'Cap on any stretch' })),
}, words({ zh: '证据权重', en: 'Weights of evidence' }))

const Name = () => Line(40, { zh: '名称', en: 'Name' })

/** The satisfaction model as data, CCSI or ECSI (C. Fornell 1996; M. Tenenhaus 2005). */
export const MarketSatisfaction = closed({
  latent: Type.Array(closed({ name: Name(),
    items: Type.Array(Line(40), { minItems: 1, maxItems: 20, ...words({ zh: '题目', en: 'Items' }) }),
    mode: Type.Optional(oneOf(['A', 'B'] as const, words({ zh: '测量方式', en: 'Mode' }))) }),
  { minItems: 2, maxItems: 12, ...words({ zh: '潜变量', en: 'Latent variables' }) }),
  paths: Type.Array(exactly<[string, string]>(2, Name()),
    { minItems: 1, maxItems: 40, ...words({ zh: '因果关系', en: 'Paths' }) }),
  scheme: oneOf(['centroid', 'factorial', 'path'] as const, words({ zh: '内部估计', en: 'Inner scheme' })),
  convention: oneOf(['acsi', 'standardised', 'equal'] as const, words({ zh: '指数口径', en: 'Convention of the index' })),
  scale: closed({ low: Type.Number(words({ zh: '量表下端', en: 'Lowest answer' })),
    high: Type.Number(words({ zh: '量表上端', en: 'Highest answer' })) }, words({ zh: '量表', en: 'Scale' })),
  /** Sheets that a category needs for a model of its own; below it the model of all serves. */
  leastSheets: Count('建模最少问卷数', 'Least sheets for a model'),
}, words({ zh: '满意度模型', en: 'Model of satisfaction' }))

/** The whole version. */
export const MarketMethod = closed({
  indicators: Type.Array(MarketIndicator, { minItems: 1, maxItems: 100, ...words({ zh: '指标', en: 'Indicators' }) }),
  /** One tree per result; the node without a parent is its root. */
  results: Type.Array(closed({
    result: oneOf(MARKET_RESULTS, RESULT_WORDS),
    nodes: Type.Array(MarketNode, { minItems: 2, maxItems: 200, ...words({ zh: '指标树', en: 'Tree' }) }),
  }), { minItems: 1, maxItems: 4, ...words({ zh: '结果', en: 'Results' }) }),
  evidence: MarketEvidence,
  satisfaction: Type.Optional(MarketSatisfaction),
  aggregation: closed({
    /** Exponent per level above the leaves: 1 arithmetic, 0 geometric, −1 harmonic. */
    exponents: Type.Array(Type.Number({ minimum: -10, maximum: 10 }),
      { minItems: 1, maxItems: 6, ...words({ zh: '各层幂次', en: 'Exponent per level' }) }),
    missingShare: Share('可缺失的权重占比', 'Weight that may be missing') }, words({ zh: '合成', en: 'Aggregation' })),
  category: closed({
    /** Leading characters of the industry code, and the least number of units; smaller ones are taken together. */
    digits: Count('行业代码位数', 'Characters of the industry code', 6), least: Count('最少对象数', 'Least units') },
  words({ zh: '同类', en: 'Category' })),
  uncertainty: closed({ draws: Count('抽样次数', 'Draws', 20_000), level: Share('置信水平', 'Level'),
    concentration: Positive('权重集中度', 'Concentration of weights'),
    exponents: Type.Array(Type.Array(Type.Number(), { minItems: 1 }),
      { maxItems: 8, ...words({ zh: '另行试算的幂次', en: 'Exponents tried beside' }) }) },
  words({ zh: '不确定性', en: 'Uncertainty' })),
  /** From the highest; the last takes the rest. `sure` is the probability that gives a band. */
  bands: closed({
    floors: Type.Array(closed({ code: Line(8, { zh: '档次', en: 'Band' }),
      floor: Type.Number(words({ zh: '下限', en: 'Floor' })) }),
    { minItems: 1, maxItems: 10, ...words({ zh: '各档下限', en: 'Floors' }) }),
    rest: Line(8, { zh: '最低档', en: 'Lowest band' }), sure: Share('把握', 'Probability') },
  words({ zh: '分档', en: 'Bands' })),
  seed: Line(80, { zh: '种子', en: 'Seed' }),
})
export type MarketMethod = Static<typeof MarketMethod>
