import { Type } from 'typebox'
import type { Static, TObject } from 'typebox'
import { Area, Day, FileHash, Id, Line, closed, oneOf, words } from './schema.ts'
import type { FieldWords } from './schema.ts'

/**
 * The application as an enterprise fills it in: at most nine tasks, each a form of its own. What a body may ask to be
 * supplemented is one of these fields, and nothing else opens again.
 */

const noYes = { no: { zh: '没有', en: 'No' }, yes: { zh: '有', en: 'Yes' } }

export const BasisTask = closed({
  declaration: Id({
    zh: '自主申明', en: 'Declaration', widget: 'pick',
    hint: { zh: '须是本产品、本标准现行公开的申明', en: 'The current public declaration of this product under this standard' },
    from: { endpoint: 'listDeclarations', value: 'id', label: 'number' },
  }),
})

export const ContactTask = closed({
  name: Line(40, { zh: '联系人', en: 'Contact person', pii: 'name' }),
  phone: Line(30, { zh: '联系电话', en: 'Telephone', pii: 'phone' }),
  address: Line(200, { zh: '通讯地址', en: 'Postal address' }),
})

export const ProductTask = closed({
  models: Type.Array(Line(80), {
    minItems: 1, maxItems: 50, uniqueItems: true,
    ...words({ zh: '申请认证的型号规格', en: 'Models to be certified',
      hint: { zh: '须属同一认证单元', en: 'All of one certification unit' } }),
  }),
  yearlyOutput: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000,
    ...words({ zh: '上年度产量（服务填服务人次）', en: 'Output of last year (services: persons served)' }) }),
  outputUnit: Line(20, { zh: '产量单位', en: 'Unit of output' }),
  description: Area(1000, { zh: '产品或服务说明', en: 'Description of the product or service' }),
})

export const SitesTask = closed({
  sites: Type.Array(closed({
    site: Id({ zh: '场所', en: 'Site', widget: 'pick', from: { endpoint: 'listSites', value: 'id', label: 'name' } }),
    activities: Line(200, { zh: '从事的活动', en: 'Activities' }),
    staff: Type.Integer({ minimum: 1, maximum: 1_000_000, ...words({ zh: '人数', en: 'Staff' }) }),
  }), { minItems: 1, maxItems: 20, ...words({ zh: '生产或服务场所', en: 'Sites of production or service' }) }),
})

export const QualityTask = closed({
  manual: FileHash({ zh: '质量管理文件', en: 'Quality manual or procedures' }),
  keySteps: Area(2000, { zh: '关键工序与控制', en: 'Key steps and how they are controlled' }),
  inspection: Area(2000, { zh: '检验与计量能力', en: 'Inspection and metrology' }),
  traceability: Area(2000, { zh: '追溯与召回办法', en: 'Traceability and recall' }),
})

export const QualificationsTask = closed({
  businessLicence: FileHash({ zh: '营业执照', en: 'Business licence' }),
  permits: Type.Array(closed({
    name: Line(60, { zh: '证件名称', en: 'Name of the permit' }),
    number: Line(60, { zh: '证件编号', en: 'Number' }),
    validUntil: Type.Optional(Day({ zh: '有效期至', en: 'Valid until' })),
    file: FileHash({ zh: '证件', en: 'The permit' }),
  }), { maxItems: 20,
    ...words({ zh: '生产许可、商标注册等证件', en: 'Production permits, trademark registrations and the like' }) }),
})

export const EarlierReportsTask = closed({
  reports: Type.Array(closed({
    number: Line(60, { zh: '报告编号', en: 'Report number' }),
    laboratory: Line(100, { zh: '检测机构', en: 'Laboratory' }),
    testedOn: Day({ zh: '检测日期', en: 'Tested on' }),
    file: FileHash({ zh: '报告', en: 'Report' }),
  }), { maxItems: 20,
    ...words({ zh: '近十二个月的检测报告（没有可不填）', en: 'Test reports of the last twelve months (leave empty if none)' }) }),
})

export const RecordsTask = closed({
  spotChecks: oneOf(['none', 'passed', 'failed'], words({ zh: '近三年监督抽查', en: 'Spot checks in three years', choices: {
    none: { zh: '未被抽查', en: 'None' }, passed: { zh: '均合格', en: 'All passed' },
      failed: { zh: '有不合格', en: 'Some failed' } } })),
  penalties: oneOf(['no', 'yes'],
    words({ zh: '近三年行政处罚', en: 'Administrative penalties in three years', choices: noYes })),
  incidents: oneOf(['no', 'yes'],
    words({ zh: '近三年重大质量安全事故', en: 'Major quality or safety incidents in three years', choices: noYes })),
  explanation: Type.Optional(Area(2000, { zh: '情况说明', en: 'Explanation' })),
})

export const ElsewhereTask = closed({
  refusedOrWithdrawn: oneOf(['no', 'yes'], words({
    zh: '曾被其他机构拒绝或撤销认证', en: 'Refused or withdrawn by another body before', choices: noYes })),
  explanation: Type.Optional(Area(2000, { zh: '情况说明', en: 'Explanation' })),
  consultants: Type.Optional(Area(1000, {
    zh: '近两年咨询机构与人员', en: 'Consultants of the last two years',
    hint: { zh: '供认证机构核对回避', en: 'So that the body can check for conflicts of interest' } })),
})

/** The tasks in the order in which they are shown; at most nine (UX handbook row 21). */
export const APPLICATION_TASKS = {
  basis: { words: { zh: '依据的自主申明', en: 'Declaration it rests on' }, form: BasisTask },
  contact: { words: { zh: '联系方式', en: 'Contact' }, form: ContactTask },
  product: { words: { zh: '产品与型号', en: 'Product and models' }, form: ProductTask },
  sites: { words: { zh: '场所', en: 'Sites' }, form: SitesTask },
  quality: { words: { zh: '质量保证能力', en: 'Quality assurance' }, form: QualityTask },
  qualifications: { words: { zh: '资质证件', en: 'Qualifications' }, form: QualificationsTask },
  reports: { words: { zh: '已有检测报告', en: 'Earlier test reports' }, form: EarlierReportsTask },
  records: { words: { zh: '三年抽查与处罚记录', en: 'Records of three years' }, form: RecordsTask },
  elsewhere: { words: { zh: '在其他机构的情况', en: 'With other bodies' }, form: ElsewhereTask },
} as const
export type ApplicationTask = keyof typeof APPLICATION_TASKS
export const APPLICATION_TASK_IDS = Object.keys(APPLICATION_TASKS) as readonly ApplicationTask[]

/** Answers of a whole application. */
export type ApplicationAnswers = { [T in ApplicationTask]: Static<(typeof APPLICATION_TASKS)[T]['form']> }

const wordsOf = (schema: unknown): FieldWords =>
  (schema as { 'x-words'?: FieldWords })['x-words'] ?? { zh: '', en: '' }

/** Every field as `task.field` with its words: what a request for supplement may name. */
export const APPLICATION_FIELDS: Readonly<Record<string, { zh: string; en: string }>> = Object.fromEntries(
  APPLICATION_TASK_IDS.flatMap((task) => {
    const { words: group, form } = APPLICATION_TASKS[task]
    return Object.entries((form as TObject).properties).map(([field, schema]) => {
      const { zh, en } = wordsOf(schema)
      return [`${task}.${field}`, { zh: `${group.zh}：${zh}`, en: `${group.en}: ${en}` }] as const
    })
  }))

/** A field that may be asked for again. */
export const ApplicationField = oneOf(Object.keys(APPLICATION_FIELDS), words({
  zh: '要补正的字段', en: 'Field to be supplemented', choices: { ...APPLICATION_FIELDS } }))

/** Answers to a request for supplement: only the open fields are taken. */
export const SupplementAnswers = closed({
  basis: Type.Optional(Type.Partial(BasisTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.basis.words) })),
  contact: Type.Optional(Type.Partial(ContactTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.contact.words) })),
  product: Type.Optional(Type.Partial(ProductTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.product.words) })),
  sites: Type.Optional(Type.Partial(SitesTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.sites.words) })),
  quality: Type.Optional(Type.Partial(QualityTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.quality.words) })),
  qualifications: Type.Optional(
    Type.Partial(QualificationsTask,
      { additionalProperties: false, ...words(APPLICATION_TASKS.qualifications.words) })),
  reports: Type.Optional(Type.Partial(EarlierReportsTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.reports.words) })),
  records: Type.Optional(Type.Partial(RecordsTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.records.words) })),
  elsewhere: Type.Optional(Type.Partial(ElsewhereTask,
    { additionalProperties: false, ...words(APPLICATION_TASKS.elsewhere.words) })),
})
export type SupplementAnswers = Static<typeof SupplementAnswers>
