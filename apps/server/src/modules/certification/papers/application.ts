import { certification } from '@tianfu/contract'
import { lastOf } from '../../../platform/documents/desk.ts'
import type { PaperKind } from '../../../platform/documents/desk.ts'
import { chineseDay, facts, heading, note, paragraph, signatures, table } from '../../../platform/documents/paper.ts'
import type { Block } from '../../../platform/documents/paper.ts'
import { answerWords } from './answer-words.ts'
import { actOf, groundWithBasis, nameOf, textIn } from './source.ts'
import type { FileSource } from './source.ts'

/** What the file is about: the head of most of its papers. */
export const subjectFacts = ({ file, applicant, body, programme }: FileSource): Block => facts(
  ['申请编号', 'Application', file.number],
  ['认证委托人', 'Applicant', `${applicant.name.zh}\n统一社会信用代码 ${applicant.uscc}\n${applicant.address}`],
  ['认证机构', 'Certification body', `${body.name.zh}${body.approvalNumber && `\n批准号 ${body.approvalNumber}`}`],
  ['品牌项目', 'Programme', programme.zh],
  ['产品或服务', 'Product or service', file.product.name],
  ['型号规格', 'Models', file.product.models.join('；')],
  ['认证依据', 'Standards', file.standards.map(({ number, edition, name }) => `${number}（${edition}）${name.zh}`)
    .join('\n')],
  ['认证实施规则', 'Certification rule', `${file.rule.number}（${file.rule.edition}）${file.rule.name.zh}`],
  ['认证模式', 'Scheme type', `ISO/IEC 17067 类型 ${file.schemeType}`],
)

const sitesTable = ({ file }: FileSource): Block => table([['场所', 'Site'], ['地址', 'Address']],
  file.sites.map(({ name, address }) => [name, address]), [2, 3])

const application: PaperKind<FileSource> = {
  kind: 'application', code: '01', docx: true, title: { zh: '认证申请书', en: 'Application for certification' },
  after: { zh: '提交申请后形成', en: 'it follows the submission' },
  from: lastOf('application.submitted', 'application.supplemented'),
  write: (source) => {
    const { file, applicant, declaration } = source
    const references = { files: source.fileNames, sites: new Map(file.sites.map(({ site, name }) => [site, name])),
      declaration }
    return {
      layout: 'form', issuer: applicant.name, to: source.body.name.zh,
      blocks: [
        paragraph('我单位申请对下列产品或服务实施认证，愿意遵守认证实施规则和认证合同的要求，并提供评价所需的全部信息。',
          'We apply for certification of what is named below, will keep to the rule and the contract, and will provide '
          + 'all information that the evaluation needs.'),
        subjectFacts(source),
        heading('场所', 'Sites'), sitesTable(source),
        ...file.answers.flatMap(({ task, label, fields }) => [
          heading(label.zh, label.en ?? ''),
          facts(...fields.map(({ field, label: of, value, before }) => [of.zh, of.en ?? '',
            answerWords(task, field, value, references)
            + (before === undefined ? '' : `\n（补正前：${answerWords(task, field, before, references)}）`)] as const)),
        ]),
        heading('随附文件', 'Files that come with it'),
        table([['文件', 'File'], ['用途', 'Purpose'], ['SHA-256', 'SHA-256']],
          file.documents.map(({ name, purpose, hash }) => [name, purpose.zh, hash]), [3, 2, 4]),
        paragraph(`本单位确认所填内容和所附材料真实、完整，于${chineseDay(file.submittedOn)}通过平台提交`
          + `${file.supplement?.answeredOn ? `，于${chineseDay(file.supplement.answeredOn)}完成补正` : ''}。`),
        signatures({ label: { zh: '申请人（盖章）', en: 'Applicant (seal)' }, on: file.submittedOn,
          name: applicant.name.zh }),
      ],
    }
  },
}

const reviewSheet: PaperKind<FileSource> = {
  kind: 'review-sheet', code: '02', docx: true, title: { zh: '申请评审表', en: 'Review of the application' },
  after: { zh: '受理或不予受理后形成', en: 'it follows acceptance or refusal' },
  from: lastOf('application.accepted', 'application.refused'),
  write: (source) => {
    const { file, act } = source
    const accepted = act.type === 'application.accepted'
    const attested = accepted ? '是' : '未作确认'
    return {
      layout: 'form', issuer: source.body.name,
      blocks: [
        subjectFacts(source),
        heading('评审内容', 'What was reviewed'),
        table([['项目', 'Item'], ['结果', 'Result']], [
          ['申请信息充分，认证依据和认证范围明确', accepted
            ? file.supplement?.answeredOn ? '补正后受理' : '受理，未要求补正' : '见结论'],
          ['本机构在批准范围内，具备所需的能力和资源', attested],
          ['已核对咨询关系和利益关系，不影响公正性', attested],
          ['曾被拒绝、撤销认证的情况', file.historyElsewhere.length === 0 ? '平台内无记录'
            : file.historyElsewhere.map(({ label, body, on, ground }) =>
              `${label.zh}：${body}，${chineseDay(on)}${ground ? `，${ground.zh}` : ''}`).join('\n')],
          ['申请人自述的在其他机构情况', elsewhere(source)],
          ['申请人自述的咨询机构与人员', answered(source, 'elsewhere', 'consultants')],
        ], [3, 4]),
        heading('补正', 'Supplement'),
        file.supplement ? facts(
          ['要求日期', 'Requested', chineseDay(file.supplement.requestedOn)],
          ['字段', 'Fields', file.supplement.fields.map((name) => certification.APPLICATION_FIELDS[name]?.zh ?? name)
            .join('\n')],
          ['说明', 'Explanation', file.supplement.text],
          ['补正日期', 'Answered', file.supplement.answeredOn ? chineseDay(file.supplement.answeredOn) : '未补正'],
        ) : note('未要求补正。'),
        heading('评审结论', 'Conclusion'),
        facts(
          ['结论', 'Outcome', accepted ? '受理' : '不予受理'],
          ['理由', 'Ground', file.refusal && groundWithBasis(source.edition, 'applicationRefusal', act.ground)],
          ['说明', 'Explanation', file.refusal?.text],
          ['评审记录', 'Record', accepted ? textIn(actOf(source, 'application.accepted'), 'note') || '无' : undefined],
          ['将实施的步骤', 'Steps', accepted ? file.steps.filter(({ state }) => state !== 'not-needed')
            .map(({ label }) => label.zh).join('、') : undefined],
        ),
        signatures({ label: { zh: '评审人', en: 'Reviewed by' }, name: nameOf(source, act), on: act.decidedOn }),
      ],
    }
  },
}

const answered = ({ state, fileNames }: FileSource, task: string, field: string): string =>
  answerWords(task, field, state.answers[task]?.[field], { files: fileNames, sites: new Map() })

const elsewhere = ({ file }: FileSource): string => {
  const fields = file.answers.find(({ task }) => task === 'elsewhere')?.fields ?? []
  return fields.filter(({ field, value }) => field !== 'consultants' && value !== null)
    .map(({ field, value }) => answerWords('elsewhere', field, value, { files: new Map(), sites: new Map() }))
    .join('\n')
}

export const applicationPapers = { application, reviewSheet }
