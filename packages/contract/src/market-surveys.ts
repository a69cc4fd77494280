import { Type } from 'typebox'
import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Day, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words } from './schema.ts'

/**
 * Questionnaires of a programme: made from the model of satisfaction, answered by whoever holds an item, once per item
 * code. An answer is a measure; it holds a pseudonym of the code and nothing of a person.
 */

const Both = (zh: string, en: string) => closed({ zh: Line(200, { zh: '中文', en: 'Chinese' }),
  en: Line(300, { zh: '英文', en: 'English' }) }, words({ zh, en }))
/** A question of a latent variable, with what the ends of its scale mean. */
export const MarketQuestion = closed({
  code: Line(40, { zh: '题目代码', en: 'Code' }),
  text: Both('题目', 'Question'), low: Both('最低', 'Lowest'), high: Both('最高', 'Highest'),
})
export type MarketQuestion = Static<typeof MarketQuestion>

export const MarketSurveyStatus = oneOf(['open', 'closed'] as const, words({ zh: '状态', en: 'State', choices: {
  open: { zh: '进行中', en: 'Open' }, closed: { zh: '已结束', en: 'Closed' } } }))
const Count = (zh: string, en: string) => Type.Integer(words({ zh, en }))

export const MarketSurvey = Type.Object({
  id: Type.String(), number: Type.String(), programme: Type.String(), programmeName: Text, status: MarketSurveyStatus,
  openedOn: Type.String(words({ zh: '开放日', en: 'Opened on' })), until: Type.String(words({ zh: '截止日', en: 'Until' })),
  quota: Count('每个产品最多份数', 'Most answers per product'), answers: Count('收到份数', 'Answers'),
})
export const MarketSurveyDetail = Type.Object({
  ...MarketSurvey.properties, demonstration: Type.Boolean(),
  address: Type.String(words({ zh: '填写地址', en: 'Address' })),
  counts: Type.Array(Type.Object({ product: Type.String(), name: Text,
    counted: Count('计入', 'Counted'), inattentive: Count('未通过注意力检查', 'Failed the attention check') }),
  words({ zh: '各产品份数', en: 'Answers by product' })),
  questions: Type.Array(MarketQuestion, words({ zh: '题目', en: 'Questions' })),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

const byId = closed({ id: Id() })
const tags = ['market']
const reads = { method: 'GET', kind: 'read', may: 'market:read', scope: 'all', tags } as const
const manages = { method: 'POST', kind: 'act', may: 'market:manage', scope: 'organisation', tags } as const

export const listMarketSurveys = endpoint({
  ...reads, id: 'listMarketSurveys', url: '/api/v1/market-surveys', summary: { zh: '满意度问卷', en: 'Questionnaires' },
  query: closed({ ...Paging, programme: Type.Optional(Id()) }), response: PageOf(MarketSurvey),
})
export const getMarketSurvey = endpoint({
  ...reads, id: 'getMarketSurvey', url: '/api/v1/market-surveys/:id',
  summary: { zh: '一份满意度问卷', en: 'A questionnaire' }, params: byId, response: MarketSurveyDetail,
})
export const openMarketSurvey = endpoint({
  ...manages, id: 'openMarketSurvey', url: '/api/v1/market-programmes/:id/surveys', creates: true,
  summary: { zh: '开放满意度问卷', en: 'Open a questionnaire' }, params: byId, bodyBytes: 200_000,
  body: closed({
    source: Id({ zh: '数据来源（问卷类）', en: 'Source, a survey' }),
    until: Day({ zh: '截止日', en: 'Until' }),
    quota: Type.Integer({ minimum: 1, maximum: 100_000, default: 500,
      ...words({ zh: '每个产品最多份数', en: 'Most answers per product' }) }),
    questions: Type.Optional(Type.Array(MarketQuestion, { minItems: 1, maxItems: 60, ...words({
      zh: '题目', en: 'Questions', hint: { zh: '不填则用本平台的 CCSI 问卷', en: 'Empty: the CCSI questionnaire here' } }) })),
  }),
  response: MarketSurveyDetail,
})
export const closeMarketSurvey = endpoint({
  ...manages, id: 'closeMarketSurvey', url: '/api/v1/market-surveys/:id/closure',
  summary: { zh: '结束满意度问卷', en: 'Close a questionnaire' }, params: byId, body: closed({}),
  response: MarketSurveyDetail,
})

/** Answers by code of question, and one under `attention`. */
export const MarketSheet = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }),
  Type.Integer({ minimum: 0, maximum: 100 }), { maxProperties: 61, ...words({ zh: '答案', en: 'Answers' }) })
export const answerMarketSurvey = endpoint({
  id: 'answerMarketSurvey', method: 'POST', url: '/api/v1/public/market-surveys/:number/answers', kind: 'measure',
  may: 'public', scope: 'public', tags, creates: true, summary: { zh: '填写满意度问卷', en: 'Answer a questionnaire' },
  params: closed({ number: Type.String({ pattern: '^[0-9A-Z-]{4,40}$' }) }),
  body: closed({ code: Line(200, { zh: '标识码', en: 'Item code' }), answers: MarketSheet }),
  response: Type.Object({ number: Type.String() }),
})

export const MARKET_SURVEY_REFUSALS = {
  'no-satisfaction-model': { status: 409, zh: '现行方法没有满意度模型', en: 'The method has no model of satisfaction' },
  'source-no-survey': { status: 422, zh: '该数据来源不是问卷类', en: 'This source is no survey' },
  'questions-missing': { status: 422, zh: '缺少题目：{codes}', en: 'Questions are missing: {codes}' },
  'survey-closed': { status: 409, zh: '问卷已结束', en: 'The questionnaire is closed' },
  'survey-answered': { status: 409, zh: '这个标识码已经填写过，每个标识码只计一份', en: 'This code has been used: one answer per code' },
  'survey-full': { status: 409, zh: '该产品的问卷已收满，谢谢', en: 'There are enough answers for this product, thank you' },
  'code-not-genuine': { status: 422, zh: '不是本平台已启用的标识码', en: 'This is no item code that was put on goods here' },
  'sheet-incomplete': { status: 422, zh: '还有 {count} 题没有回答，或答案不在 {low} 至 {high} 之间',
    en: '{count} questions are unanswered, or answered outside {low} to {high}' },
} as const satisfies Record<string, RefusalWords>
