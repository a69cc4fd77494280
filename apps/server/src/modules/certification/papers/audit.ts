import { lastOf } from '../../../platform/documents/desk.ts'
import type { PaperKind } from '../../../platform/documents/desk.ts'
import {
  chineseDay, closing, facts, heading, note, paragraph, signatures, table,
} from '../../../platform/documents/paper.ts'
import type { Block } from '../../../platform/documents/paper.ts'
import { subjectFacts } from './application.ts'
import { actOf, textIn } from './source.ts'
import type { FileSource } from './source.ts'

const FUNCTIONS: Record<string, string> = { lead: '组长', auditor: '检查员', expert: '技术专家' }
const FINDINGS: Record<string, string> = { conforms: '符合', nonconforming: '不符合', 'not-applicable': '不适用' }
const PLANNING = ['application.audit-planned', 'application.audit-plan-confirmed', 'application.audit-plan-objected',
  'application.impartiality-declared'] as const

const tenths = (of: number): string => `${Math.floor(of / 10)}.${of % 10}`
/** A moment as China's clocks show it. */
const moment = (at: string): string =>
  new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

type Audit = NonNullable<FileSource['file']['audit']>

const named = ({ names }: FileSource, person: string): string => names.get(person) ?? '（姓名已删除）'
const siteName = ({ file }: FileSource, id: string): string =>
  file.sites.find(({ site }) => site === id)?.name ?? id
const place = (source: FileSource, id: string): string => {
  const site = source.file.sites.find((one) => one.site === id)
  return site ? `${site.name}\n${site.address}` : id
}

const sitesOf = (source: FileSource, audit: Audit): Block => table(
  [['场所', 'Site'], ['开始', 'From'], ['结束', 'Until'], ['首次会议', 'Opening']],
  audit.sites.map(({ site, from, until, startsAt }) => [place(source, site), from, until, startsAt]), [4, 2, 2, 2])

const memberOf = (source: FileSource, { person, function: of, site, from, until }: Audit['team'][number]): string[] =>
  [named(source, person), FUNCTIONS[of] ?? of, siteName(source, site), from === until ? from : `${from} 至 ${until}`]

const TEAM = [['姓名', 'Name'], ['职责', 'Function'], ['场所', 'Site'], ['日期', 'Days']] as const

/** The team as the client is told of it. */
const teamTold = (source: FileSource, audit: Audit): Block => table(
  TEAM, audit.team.map((member) => memberOf(source, member)), [2, 2, 3, 4])

/** The team with what each declared. */
const teamOf = (source: FileSource, audit: Audit): Block => table(
  [...TEAM, ['公正性声明', 'Impartiality']], audit.team.map((member) => [...memberOf(source, member),
    member.declared === 'free' ? '已声明，无冲突' : member.declared === 'conflict' ? '存在冲突' : '未提交']),
  [2, 2, 3, 4, 3])

const auditPlan: PaperKind<FileSource> = {
  kind: 'audit-plan', code: '07', docx: true, title: { zh: '现场检查计划', en: 'Audit plan' },
  after: { zh: '制定检查计划后形成', en: 'it follows the planning of the audit' },
  from: (acts) => (acts.some(({ type }) => type === 'application.audit-planned') ? lastOf(...PLANNING)(acts) : []),
  write: (source) => {
    const { audit } = source.file
    const objection = actOf(source, 'application.audit-plan-objected')
    return {
      layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
      blocks: [
        subjectFacts(source),
        facts(
          ['计划版本', 'Version', audit && `第 ${audit.version} 版，${audit.statusLabel.zh}`],
          ['检查目的', 'Purpose', '核实申请的产品或服务及其保证能力持续符合认证依据和认证实施规则。'],
          ['检查范围', 'Scope', textIn(actOf(source, 'application.audit-planned'), 'scope') || undefined],
          ['检查准则', 'Criteria', source.file.standards.map(({ number, edition }) => `${number}（${edition}）`).join('、')],
          ['检查人日', 'Person-days', audit && `${tenths(audit.personDaysTenths)}（不少于 ${tenths(audit.minimumTenths)}）`],
        ),
        ...(audit ? [heading('场所与日程', 'Sites and days'), sitesOf(source, audit),
          heading('检查组', 'Team'), teamOf(source, audit)] : []),
        ...(objection ? [heading('受检查方意见', 'Objection'), paragraph(textIn(objection, 'text'))] : []),
        note('受检查方对检查组成员或日期有异议的，请在首次会议之前通过平台提出。'),
        signatures({ label: { zh: '受检查方确认', en: 'Confirmed by the client' },
          ...confirmation(source) }),
      ],
    }
  },
}

const confirmation = (source: FileSource): { name?: string; on?: string } => {
  const confirmed = actOf(source, 'application.audit-plan-confirmed')
  return source.file.audit && source.file.audit.status !== 'planned' && confirmed
    ? { name: source.applicant.name.zh, on: confirmed.decidedOn } : {}
}

const auditNotice: PaperKind<FileSource> = {
  kind: 'audit-notice', code: '08', title: { zh: '现场检查通知书', en: 'Notice of the audit' },
  after: { zh: '制定检查计划后形成', en: 'it follows the planning of the audit' },
  from: lastOf('application.audit-planned'),
  write: (source) => {
    const { audit } = source.file
    return {
      layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
      blocks: [
        paragraph(`根据认证合同和认证实施规则 ${source.file.rule.number}，本机构将对贵单位实施现场检查，安排如下。`,
          'Under the contract and the rule we will audit your sites as follows.'),
        ...(audit ? [sitesOf(source, audit), heading('检查组', 'Team'), teamTold(source, audit)] : []),
        paragraph('请安排熟悉生产、检验和质量管理的人员参加，保证检查期间正常生产，并准备质量管理文件、检验记录、采购和追溯记录。'),
        paragraph('检查组全体成员须到场签到。检查组不收取费用、礼品，不提供咨询；有违反的，请向本机构或监管部门反映。',
          'Every member of the team signs in on site. The team takes no fee or gift and gives no consultancy.'),
        closing(source.body.name.zh, source.act.decidedOn),
      ],
    }
  },
}

const signInSheet: PaperKind<FileSource> = {
  kind: 'sign-in-sheet', code: '09', docx: true, title: { zh: '现场检查签到表', en: 'Sign-in sheet of the audit' },
  after: { zh: '首次会议签到后形成', en: 'it follows the opening meeting' },
  from: lastOf('application.audit-opened', 'application.audit-closed', 'application.sign-in-explained'),
  write: (source) => {
    const { audit } = source.file
    return {
      layout: 'form', issuer: source.body.name,
      blocks: [
        facts(['申请编号', 'Application', source.file.number], ['受检查方', 'Client', source.applicant.name.zh],
          ['产品或服务', 'Product or service', source.file.product.name]),
        ...(audit?.opening ? [heading('首次会议', 'Opening meeting'), signInOf(source, audit.opening)] : []),
        ...(audit?.closing ? [heading('末次会议', 'Closing meeting'), signInOf(source, audit.closing)] : []),
        ...(audit ? [heading('检查组签字', 'Signatures of the team'),
          signatures(...[...new Set(audit.team.map(({ person }) => person))].map((person) => ({
            label: { zh: named(source, person), en: '' } })))] : []),
        heading('受检查方参加人员', 'Present for the client'),
        signatures({ label: { zh: '姓名、职务', en: 'Name and position' } },
          { label: { zh: '姓名、职务', en: 'Name and position' } }),
      ],
    }
  },
}

const signInOf = (source: FileSource, signIn: NonNullable<Audit['opening']>): Block => facts(
  ['签到时间', 'At', moment(signIn.at)],
  ['到场人员', 'Present', signIn.present.map((person) => named(source, person)).join('、')],
  ['定位', 'Place', `经度 ${signIn.longitude}，纬度 ${signIn.latitude}`
    + `${signIn.deviationMetres === undefined ? '' : `；距登记场所 ${signIn.deviationMetres} 米`}`],
  ['偏差', 'Deviations', signIn.flags.map(({ label }) => label.zh).join('、') || '无'],
  ['偏差说明', 'Explanation', signIn.explanation],
  ['现场照片', 'Photographs', signIn.photographs.map((hash) => `SHA-256 ${hash}`).join('\n')],
)

const RECORDED = ['application.documents-reviewed', 'application.sampling-written', 'application.sampled',
  'application.audit-opened', 'application.audit-closed', 'application.nonconformity-raised',
  'application.service-assessed'] as const

const auditRecord: PaperKind<FileSource> = {
  kind: 'audit-record', code: '10', docx: true, title: { zh: '检查记录', en: 'Record of the audit' },
  after: { zh: '完成文件审查后形成', en: 'it follows the document review' },
  from: (acts) => (acts.some(({ type }) => type === 'application.documents-reviewed'
    || type === 'application.service-assessed') ? lastOf(...RECORDED)(acts) : []),
  write: (source) => {
    const { file } = source
    return {
      layout: 'form', issuer: source.body.name,
      blocks: [
        subjectFacts(source),
        ...(file.documentReview ? [heading('文件审查', 'Document review'),
          note(`完成日期 ${chineseDay(file.documentReview.on)}`), clauses(file.documentReview.clauses)] : []),
        ...(file.serviceAssessment ? [heading('服务评价', 'Assessment of the service'),
          note(`完成日期 ${chineseDay(file.serviceAssessment.on)}`), clauses(file.serviceAssessment.clauses),
          values(file.serviceAssessment.values)] : []),
        heading('抽样', 'Sampling'),
        table([['抽样单', 'Sheet'], ['型号、批号', 'Model, lot'], ['基数', 'Base'], ['样品/备样', 'Samples/spares'],
          ['封条', 'Seals'], ['抽样地点、日期', 'Place, day'], ['企业见证', 'Witnessed']],
        file.samplings.map((one) => [one.number, `${one.model}\n${one.lot}`, `${one.baseQuantity} ${one.unit}`,
          `${one.samples}/${one.spares}`, `${one.sealNumber}\n${one.spareSealNumber}`, `${one.place}\n${one.takenOn}`,
          one.witnessedOn ?? '未见证']), [3, 3, 2, 2, 2, 3, 2]),
        heading('现场检查', 'Audit on site'),
        ...(file.audit ? [sitesOf(source, file.audit), teamOf(source, file.audit)] : [note('无')]),
        heading('不符合项', 'Nonconformities'),
        table([['编号', 'Number'], ['级别', 'Grade'], ['条款', 'Clause'], ['事实', 'Finding']],
          file.nonconformities.map(({ number, grade, clause, finding }) =>
            [number, GRADES[grade] ?? grade, clause, finding]), [3, 2, 2, 6]),
        signatures({ label: { zh: '检查组长', en: 'Lead' }, ...leadOf(source) },
          { label: { zh: '受检查方代表', en: 'For the client' } }),
      ],
    }
  },
}

export const GRADES: Record<string, string> = { major: '严重', minor: '一般' }

/** The lead's name; the signature itself is given by hand. */
export const leadOf = (source: FileSource): { name?: string } => {
  const lead = source.state.audit?.team.find(({ function: of }) => of === 'lead')
  const name = lead && source.names.get(lead.person)
  return name === undefined ? {} : { name }
}

export const clauses = (list: NonNullable<FileSource['file']['documentReview']>['clauses']): Block => table(
  [['条款', 'Clause'], ['内容', 'What it asks'], ['结论', 'Finding'], ['说明', 'Note']],
  list.map(({ clause, title, finding, note: of }) =>
    [clause, title.zh, FINDINGS[finding ?? ''] ?? '', of ?? '']), [2, 6, 2, 4])

const VERDICTS: Record<string, string> = {
  pass: '合格', fail: '不合格', missing: '不判定', 'not-applicable': '不适用' }
const RESULTS: Record<string, string> = { yes: '是', no: '否', 'not-detected': '未检出' }

export const values = (list: FileSource['file']['reports'][number]['values']): Block => table(
  [['指标', 'Indicator'], ['方法', 'Method'], ['要求', 'Limit'], ['结果', 'Result'], ['判定', 'Verdict']],
  list.map((one) => [`${one.name.zh}${one.unit ? `（${one.unit}）` : ''}`, one.method, one.limit,
    one.values.map((value) => RESULTS[value] ?? value.replace(/^yes /, '是 ')).join('、')
    + (one.detectionLimit ? `\n检出限 ${one.detectionLimit}` : '')
    + (one.uncertainty ? `\n不确定度 ${one.uncertainty}` : ''),
    VERDICTS[one.verdict] ?? one.verdict]), [4, 3, 3, 4, 2])

export const auditPapers = { auditPlan, auditNotice, signInSheet, auditRecord }
