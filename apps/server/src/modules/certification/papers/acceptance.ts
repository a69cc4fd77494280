import { lastOf } from '../../../platform/documents/desk.ts'
import type { PaperKind } from '../../../platform/documents/desk.ts'
import { chineseDay, closing, facts, heading, note, paragraph, signatures } from '../../../platform/documents/paper.ts'
import { fieldWords } from './answer-words.ts'
import { subjectFacts } from './application.ts'
import { actOf, groundWithBasis, textIn } from './source.ts'
import type { FileSource } from './source.ts'

/** 12345 fen → 123.45: money is whole fen everywhere, and yuan on paper. */
const yuan = (fen: number): string =>
  `${Math.floor(fen / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')}.${String(fen % 100).padStart(2, '0')}`

const stepNames = ({ file }: FileSource): string =>
  file.steps.filter(({ state }) => state !== 'not-needed').map(({ label }) => label.zh).join('、')

const acceptanceNotice: PaperKind<FileSource> = {
  kind: 'acceptance-notice', code: '03', title: { zh: '认证申请受理通知书', en: 'Notice of acceptance' },
  after: { zh: '受理后形成', en: 'it follows acceptance' },
  from: lastOf('application.accepted'),
  write: (source) => ({
    layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
    blocks: [
      paragraph(`贵单位${chineseDay(source.file.submittedOn)}提交的认证申请（编号 ${source.file.number}）经评审，符合受理条件，`
        + `本机构决定自${chineseDay(source.act.decidedOn)}起受理。`,
      `Your application ${source.file.number} of ${source.file.submittedOn} has been reviewed and is accepted as of `
        + `${source.act.decidedOn}.`),
      subjectFacts(source),
      paragraph(`接下来将依次实施：${stepNames(source)}。请先与本机构签订认证合同；合同签订后开始评价。`),
      paragraph('评价期间，申请信息、场所、产品设计或关键工序发生变化的，请及时通过平台告知本机构。'),
      closing(source.body.name.zh, source.act.decidedOn),
    ],
  }),
}

const refusalNotice: PaperKind<FileSource> = {
  kind: 'refusal-notice', code: '04', title: { zh: '认证申请不予受理通知书', en: 'Notice of non-acceptance' },
  after: { zh: '仅在不予受理时形成', en: 'only where the application is not accepted' },
  from: lastOf('application.refused'),
  write: (source) => ({
    layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
    blocks: [
      paragraph(`贵单位${chineseDay(source.file.submittedOn)}提交的认证申请（编号 ${source.file.number}）经评审，本机构决定不予受理。`,
        `Your application ${source.file.number} has been reviewed and is not accepted.`),
      subjectFacts(source),
      heading('理由', 'Reasons'),
      facts(
        ['事由和依据', 'Ground', groundWithBasis(source.edition, 'applicationRefusal', source.act.ground)],
        ['说明', 'Explanation', source.file.refusal?.text],
      ),
      paragraph('理由消除后可以重新申请；对本决定有异议的，可以向本机构提出申诉，由未参与本次评审的人员处理。',
        'Once the reasons no longer hold a new application is possible. An appeal goes to the body and is decided by '
        + 'people who took no part in this review.'),
      closing(source.body.name.zh, source.act.decidedOn),
    ],
  }),
}

const supplementNotice: PaperKind<FileSource> = {
  kind: 'supplement-notice', code: '05', title: { zh: '认证申请补正通知书', en: 'Notice of supplement' },
  after: { zh: '仅在要求补正时形成', en: 'only where a supplement is asked for' },
  from: lastOf('application.supplement-requested'),
  write: (source) => ({
    layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
    blocks: [
      paragraph(`贵单位提交的认证申请（编号 ${source.file.number}）需要补正。现将需要补正的全部内容一次告知如下。`,
        'Your application needs a supplement. Everything that is needed is named here, once and completely.'),
      facts(
        ['申请编号', 'Application', source.file.number],
        ['事由和依据', 'Ground', groundWithBasis(source.edition, 'supplement', source.act.ground)],
        ['需补正的内容', 'What to supplement', (source.file.supplement?.fields ?? []).map((name, index) =>
          `${index + 1}. ${fieldWords(name)}`).join('\n')],
        ['说明', 'Explanation', source.file.supplement?.text],
      ),
      paragraph('请通过平台在上述字段内补正。补正期间受理时限暂停计算；其余内容不能改动。'),
      closing(source.body.name.zh, source.act.decidedOn),
    ],
  }),
}

const contract: PaperKind<FileSource> = {
  kind: 'contract', code: '06', docx: true, title: { zh: '认证合同', en: 'Certification contract' },
  after: { zh: '发出合同后形成', en: 'it follows the offer of the contract' },
  from: lastOf('application.contract-offered', 'application.contract-signed'),
  write: (source) => {
    const { file, applicant, body } = source
    const offered = actOf(source, 'application.contract-offered')
    const of = file.contract
    return {
      layout: 'form', issuer: body.name,
      blocks: [
        facts(
          ['合同编号', 'Contract', of?.number],
          ['甲方（认证委托人）', 'Client', `${applicant.name.zh}\n统一社会信用代码 ${applicant.uscc}\n${applicant.address}`],
          ['乙方（认证机构）', 'Certification body',
            `${body.name.zh}${body.approvalNumber && `\n批准号 ${body.approvalNumber}`}\n${body.address}`],
          ['认证费用', 'Fee', of && `人民币 ${yuan(of.feeFen)} 元`],
        ),
        heading('认证对象', 'What is certified'), subjectFacts(source),
        heading('合同条款', 'Terms'), paragraph(of?.text ?? ''),
        ...(of?.file ? [note(`合同文本附件：${of.file.name}（SHA-256 ${of.file.hash}）`)] : []),
        heading('签署', 'Signatures'),
        ...(of?.signedOn ? [paragraph(`甲方法定代表人于${chineseDay(of.signedOn)}经平台双因素验证后签订本合同。`,
          `Signed for the client on ${of.signedOn}, with a second factor, on the platform.`)] : []),
        signatures(
          { label: { zh: '甲方（盖章）', en: 'Client (seal)' }, ...(of?.signedOn && {
            name: applicant.name.zh, on: of.signedOn }) },
          { label: { zh: '乙方（盖章）', en: 'Body (seal)' }, name: body.name.zh,
            ...(offered && { on: offered.decidedOn }) },
        ),
      ],
    }
  },
}

const denialNotice: PaperKind<FileSource> = {
  kind: 'denial-notice', code: '14', title: { zh: '不予认证决定通知书', en: 'Notice of denial' },
  after: { zh: '仅在决定不予认证时形成', en: 'only where certification is denied' },
  from: (acts) => lastOf('application.decided')(acts).filter(({ act }) => act.content.outcome === 'deny'),
  write: (source) => ({
    layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
    blocks: [
      paragraph(`本机构对贵单位的认证申请（编号 ${source.file.number}）完成评价和复核，决定不予认证。`,
        'The evaluation and review of your application are complete; certification is denied.'),
      subjectFacts(source),
      facts(
        ['理由和依据', 'Ground', groundWithBasis(source.edition, 'certificationRefusal', source.act.ground)],
        ['说明', 'Explanation', textIn(source.act, 'note') || undefined],
      ),
      paragraph('对本决定有异议的，可以向本机构提出申诉，由未参与本次评价、复核和决定的人员处理。'),
      closing(source.body.name.zh, source.act.decidedOn),
    ],
  }),
}

export const acceptancePapers = { acceptanceNotice, refusalNotice, supplementNotice, contract, denialNotice }
