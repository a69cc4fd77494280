import { Type } from 'typebox'
import { FileOutcome } from './certification.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Day, FileHash, Id, closed, oneOf, words } from './schema.ts'

/**
 * What does not go by plan: a report that is later found forged, production that rests for a season, a body that stops.
 */

export const EXCEPTIONS_REFUSALS = {
  'report-unknown': { status: 404, zh: '没有这份检测报告', en: 'There is no such report' },
  'report-forged-already': { status: 409, zh: '该报告已认定为伪造', en: 'This report has been found forged already' },
  'season-too-late': { status: 409, zh: '季节性暂停最迟须在 {latest} 提出（跟踪调查 {due} 到期）',
    en: 'A pause for the season is asked for by {latest} at the latest (surveillance is due on {due})' },
  'suspension-not-asked': { status: 409, zh: '持证人没有申请暂停', en: 'The holder has not asked for a suspension' },
  'not-seasonal': { status: 409, zh: '证书不是应持证人申请暂停的', en: 'The certificate is not suspended at its holder’s request' },
  'resumption-first': { status: 409, zh: '持证人尚未报告恢复生产', en: 'The holder has not reported that production goes on' },
  'surveillance-first': { status: 409, zh: '跟踪调查已到期（{due}），完成后方可恢复',
    en: 'Surveillance was due on {due}: it comes before restoring' },
  'body-stands': { status: 409, zh: '发证机构仍可按该规则认证，证书不转机构',
    en: 'The body may still certify by this rule: the certificate stays with it' },
  'transfer-open': { status: 409, zh: '转机构申请尚在办理', en: 'A transfer is under way' },
  'transfer-same': { status: 422, zh: '请选择另一家认证机构', en: 'Choose another body' },
} as const satisfies Record<string, RefusalWords>

const files = Type.Array(FileHash(),
  { maxItems: 10, uniqueItems: true, ...words({ zh: '证据', en: 'Evidence', widget: 'files' }) })

/** A finding of the body about a report of its own file; what rests on the report falls with it. */
export const findReportForged = endpoint({
  id: 'findReportForged', method: 'POST', url: '/api/v1/applications/:id/reports/:report/forgery', kind: 'act',
  may: 'application:evaluate', scope: 'organisation', params: closed({ id: Id(), report: Id() }), response: FileOutcome,
  summary: { zh: '认定检测报告系伪造', en: 'Find a test report forged' },
  body: closed({
    text: Area(2000, { zh: '核实经过和依据', en: 'How it was established' }), files,
    confirmed: Type.Literal(true, words({ zh: '已向检测机构核实，该机构未出具这份报告或内容被变造',
      en: 'The laboratory was asked: it did not issue this report, or its content was altered' })),
  }),
})

const onCertificate = { method: 'POST', kind: 'act', scope: 'organisation', params: closed({ id: Id() }),
  response: FileOutcome, may: 'certificate:correct' } as const
export const askSuspension = endpoint({
  ...onCertificate, id: 'askSuspension', url: '/api/v1/certificates/:id/suspension-request',
  summary: { zh: '申请季节性暂停', en: 'Ask for a pause of the season' },
  body: closed({ until: Day({ zh: '预计恢复生产日期', en: 'Production goes on by' }),
    text: Area(2000, { zh: '停产原因和安排', en: 'Why production rests, and what is done with stock' }) }),
})
export const reportResumption = endpoint({
  ...onCertificate, id: 'reportResumption', url: '/api/v1/certificates/:id/resumption',
  summary: { zh: '报告恢复生产', en: 'Report that production goes on' },
  body: closed({ text: Area(2000, { zh: '恢复生产情况', en: 'How production goes on' }), files }),
})

/** When the body of a certificate stops, another takes it over. */
export const askTransfer = endpoint({
  ...onCertificate, id: 'askTransfer', url: '/api/v1/certificates/:id/transfer-request',
  summary: { zh: '申请转至其他认证机构', en: 'Ask another body to take over' },
  body: closed({
    body: Id({ zh: '接收的认证机构', en: 'Receiving body', widget: 'pick',
      from: { endpoint: 'listBodies', value: 'organisation', label: 'name' } }),
    text: Area(2000, { zh: '说明', en: 'Explanation' }),
  }),
})
export const answerTransfer = endpoint({
  ...onCertificate, id: 'answerTransfer', url: '/api/v1/certificates/:id/transfer', may: 'certificate:take-over',
  signs: true, summary: { zh: '决定接管证书', en: 'Decide on taking over' },
  body: closed({
    outcome: oneOf(['taken-over', 'refused'] as const, words({ zh: '决定', en: 'Decision', choices: {
      'taken-over': { zh: '接管，以本机构编号换发', en: 'Take over, issued anew under our number' },
      refused: { zh: '不接管', en: 'Not taken over' } } })),
    text: Area(2000, { zh: '转入前评审的记录和理由', en: 'Record of the review before, and reasons' }),
  }),
})
