import type { Act } from '../../../platform/work.ts'
import { lastOf } from '../../../platform/documents/desk.ts'
import type { Origin, PaperKind } from '../../../platform/documents/desk.ts'
import { chineseDay, facts, heading, note, paragraph, signatures, table } from '../../../platform/documents/paper.ts'
import type { Block } from '../../../platform/documents/paper.ts'
import { subjectFacts } from './application.ts'
import { GRADES, clauses, leadOf, values } from './audit.ts'
import { actOf, groundWithBasis, nameOf } from './source.ts'
import type { FileSource } from './source.ts'

/** One report per nonconformity, of its last act: raised, answered, verified or returned. */
function perNonconformity(acts: readonly Act[]): Origin[] {
  const last = new Map<string, Act>()
  for (const act of acts) {
    const raised = act.content.nonconformity as { id?: string } | string | undefined
    const id = typeof raised === 'string' ? raised : raised?.id
    if (act.type.startsWith('application.nonconformity-') && id !== undefined) last.set(id, act)
  }
  return [...last].map(([of, act]) => ({ act, of }))
}

const nonconformityReport: PaperKind<FileSource> = {
  kind: 'nonconformity-report', code: '11', docx: true, title: { zh: '不符合项报告', en: 'Nonconformity report' },
  after: { zh: '仅在开具不符合项后形成', en: 'only where a nonconformity is raised' },
  from: perNonconformity,
  write: (source) => {
    const raised = source.act.content.nonconformity as { id?: string } | string | undefined
    const id = typeof raised === 'string' ? raised : raised?.id
    const one = source.file.nonconformities.find((of) => of.id === id)
    const kept = source.state.nonconformities.find((of) => of.id === id)
    const verifying = source.act.type === 'application.nonconformity-verified'
    return {
      layout: 'form', issuer: source.body.name, to: source.applicant.name.zh,
      blocks: one ? [
        facts(
          ['申请编号', 'Application', source.file.number], ['受检查方', 'Client', source.applicant.name.zh],
          ['不符合项编号', 'Number', one.number], ['级别', 'Grade', GRADES[one.grade]],
          ['不符合条款', 'Clause', `${source.file.standards[0]?.number ?? ''} ${one.clause}`],
          ['状态', 'Status', one.statusLabel.zh],
        ),
        heading('不符合事实', 'Finding'), paragraph(one.finding),
        signatures({ label: { zh: '开具人', en: 'Raised by' }, ...(kept && { on: kept.raisedOn }),
          ...raiserOf(source, one.id) }, { label: { zh: '受检查方确认', en: 'Acknowledged by the client' } }),
        ...(one.answers.length === 0 ? [heading('原因分析、纠正和纠正措施', 'Cause, correction, corrective action'),
          note('待受检查方填写。')] : one.answers.flatMap((answer, index): Block[] => [
          heading(`第 ${index + 1} 次整改`, `Answer ${index + 1}`),
          facts(['提交日期', 'On', chineseDay(answer.on)], ['原因分析', 'Cause', answer.cause],
            ['纠正', 'Correction', answer.correction], ['纠正措施', 'Corrective action', answer.correctiveAction],
            ['证据', 'Evidence', answer.files.map(({ name, hash }) => `${name}（SHA-256 ${hash}）`).join('\n') || '无'],
            ['验证结论', 'Verified', answer.outcome && (answer.outcome === 'verified' ? '有效，关闭' : '退回，继续整改')],
            ['验证意见', 'Note', answer.note]),
        ])),
        ...(verifying ? [signatures({ label: { zh: '验证人', en: 'Verified by' }, on: source.act.decidedOn,
          ...optional(nameOf(source, source.act)) })] : []),
      ] : [],
    }
  },
}

const optional = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name })

function raiserOf(source: FileSource, id: string): { name?: string } {
  return optional(nameOf(source, source.acts.find(({ type, content }) => type === 'application.nonconformity-raised'
    && (content.nonconformity as { id: string }).id === id)))
}

const auditReport: PaperKind<FileSource> = {
  kind: 'audit-report', code: '12', docx: true, title: { zh: '评价报告', en: 'Evaluation report' },
  after: { zh: '形成评价结论后生成；委托人在认证决定作出后可见',
    en: 'it follows the evaluation; the client reads it once the decision is taken' },
  from: lastOf('application.evaluated'),
  write: (source) => {
    const { file } = source
    const evaluation = file.evaluation
    const standing = file.reports.filter(({ replacedBy }) => replacedBy === undefined)
    return {
      layout: 'form', issuer: source.body.name,
      blocks: [
        subjectFacts(source),
        heading('评价过程', 'How it was evaluated'),
        table([['步骤', 'Step'], ['状态', 'State']], file.steps.filter(({ state }) => state !== 'not-needed')
          .map(({ label, state }) => [label.zh, state === 'done' ? '完成' : '未完成']), [3, 1]),
        heading('条款评价', 'Findings by clause'),
        evaluation ? clauses(evaluation.clauses) : note('无'),
        ...standing.flatMap((report) => [
          heading(`检测报告 ${report.number}`, 'Test report'),
          facts(['检测机构', 'Laboratory', report.laboratory.name],
            ['检测日期', 'Tested', `${report.testedFrom} 至 ${report.testedUntil}`],
            ['签发日期', 'Issued', report.issuedOn], ['结论', 'Conclusion', report.passed ? '合格' : '不合格']),
          values(report.values),
        ]),
        ...(file.serviceAssessment ? [heading('服务特性', 'Service'), values(file.serviceAssessment.values)] : []),
        heading('不符合项', 'Nonconformities'),
        table([['编号', 'Number'], ['级别', 'Grade'], ['条款', 'Clause'], ['事实', 'Finding'], ['状态', 'Status']],
          file.nonconformities.map(({ number, grade, clause, finding, statusLabel }) =>
            [number, GRADES[grade] ?? grade, clause, finding, statusLabel.zh]), [3, 2, 2, 5, 2]),
        heading('综述与结论', 'Summary and conclusion'),
        paragraph(evaluation?.summary ?? ''),
        facts(['评价结论', 'Conclusion', evaluation?.conclusion === 'recommended' ? '建议认证' : '不建议认证']),
        note('本报告不是认证决定。认证决定由未参与评价的人员作出。'),
        signatures({ label: { zh: '检查组长', en: 'Lead' }, ...leadOf(source), on: source.act.decidedOn },
          { label: { zh: '报告编制人', en: 'Written by' }, ...optional(nameOf(source, source.act)),
            on: source.act.decidedOn }),
      ],
    }
  },
}

const evaluationSheet: PaperKind<FileSource> = {
  kind: 'evaluation-sheet', code: '13', docx: true, title: { zh: '认证评定表', en: 'Review and decision' },
  after: { zh: '复核后形成', en: 'it follows the review' },
  from: lastOf('application.reviewed', 'application.decided'),
  write: (source) => {
    const { file } = source
    const [reviewed, decided] = [actOf(source, 'application.reviewed'), actOf(source, 'application.decided')]
    return {
      layout: 'form', issuer: source.body.name,
      blocks: [
        subjectFacts(source),
        heading('评价结论', 'Evaluation'),
        facts(['评价结论', 'Conclusion', file.evaluation?.conclusion === 'recommended' ? '建议认证' : '不建议认证'],
          ['完成日期', 'On', file.evaluation && chineseDay(file.evaluation.on)],
          ['参与评价的人数', 'Persons who evaluated', String(source.state.evaluators.length)],
          ['退回重新评价', 'Reopened', file.reopened.map(({ on, note: of }) => `${on}：${of}`).join('\n') || '无']),
        heading('复核', 'Review'),
        facts(['结论', 'Outcome', file.review && '同意提交决定'], ['意见', 'Opinion', file.review?.note]),
        signatures({ label: { zh: '复核人', en: 'Reviewed by' }, ...optional(nameOf(source, reviewed)),
          ...(reviewed && { on: reviewed.decidedOn }) }),
        heading('认证决定', 'Decision'),
        ...(file.decision ? [
          facts(['决定', 'Outcome', file.decision.outcome === 'grant' ? '批准，颁发证书' : '不予认证'],
            ['证书编号', 'Certificate', file.certificate && `${file.certificate.bodyNumber}（${file.certificate.number}）`],
            ['理由和依据', 'Ground', decided?.ground == null ? undefined
              : groundWithBasis(source.edition, 'certificationRefusal', decided.ground)],
            ['意见', 'Opinion', file.decision.note]),
          signatures({ label: { zh: '决定人', en: 'Decided by' }, ...optional(nameOf(source, decided)),
            on: file.decision.on })] : [note('尚未作出决定。')]),
        note('复核人和决定人均未参与本档案的评价，由平台在作出时核对。'),
      ],
    }
  },
}

export const findingPapers = { nonconformityReport, auditReport, evaluationSheet }
