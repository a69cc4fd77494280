import type { FastifyReply, FastifyRequest } from 'fastify'
import { REFUSALS } from '@tianfu/contract'
import type { RefusalWords } from '@tianfu/contract'
import { Refusal, isRefusal } from '@tianfu/kernel'
import type { Details } from '@tianfu/kernel'
import type { Log } from '../work.ts'

/** What is wrong with one field, by JSON pointer. */
export interface FieldProblem { path: string; zh: string; en: string }

/** An RFC 9457 problem as every error answers it. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  detail: string
  zh: string
  en: string
  details: Details
  fields?: FieldProblem[]
  traceId: string
}

/** A refusal that names fields. */
export class BadRequest extends Refusal {
  readonly fields: FieldProblem[]
  constructor(code: string, details: Details, fields: FieldProblem[]) {
    super(code, details)
    this.fields = fields
  }
}

/** Fills `{name}` of a sentence from the details of its refusal; in English from `nameEn` where there is one. */
export const fill = (sentence: string, details: Details, language: 'zh' | 'en' = 'zh'): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = (language === 'en' ? details[`${name}En`] : undefined) ?? details[name]
    return value === undefined ? '' : Array.isArray(value) ? value.join(language === 'en' ? ', ' : '、') : String(value)
  })

/** The words of a refusal's code; an unknown code is a defect, so the closed list stays closed. */
export function wordsOf(code: string): RefusalWords {
  const words = REFUSALS[code]
  if (!words) throw new Error(`the refusal ${code} is not in the closed list`)
  return words
}

export function problemOf(refusal: Refusal, traceId: string): Problem {
  const { status, zh, en } = wordsOf(refusal.code)
  const fields = 'fields' in refusal ? (refusal as BadRequest).fields : undefined
  return {
    type: `/problems/${refusal.code}`, title: fill(zh, refusal.details), status, code: refusal.code,
    detail: fill(zh, refusal.details), zh: fill(zh, refusal.details), en: fill(en, refusal.details, 'en'),
    details: refusal.details, ...(fields && { fields }), traceId,
  }
}

interface Coded { code?: string; statusCode?: number; validation?: unknown[]; message: string }

/** What the database or Fastify threw, as a refusal; undefined when it is a defect of ours. */
function known(error: Coded): Refusal | undefined {
  const code = error.code ?? ''
  if (/^(57P0[123]|57014|08...|53...|55P03|25P0[34])$/.test(code)
    || /ECONNREFUSED|ECONNRESET|ENOSPC|timeout exceeded when trying/.test(`${code} ${error.message}`)) {
    return new Refusal('database-unavailable')
  }
  if (code === '22021' || code === '22P05') return new Refusal('bad-encoding')
  // A value that no column can hold: a day that does not exist, a number beyond its type.
  if (/^22(003|007|008|P02)$/.test(code)) {
    return new Refusal('bad-request', { why: '值超出范围', whyEn: 'a value is out of range' })
  }
  if (/^(23505|23P01|40001|40P01)$/.test(code)) return new Refusal('changed-meanwhile')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || code === 'FST_INVALID_MULTIPART_CONTENT_TYPE') {
    return new Refusal('unsupported-media-type')
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code === 'FST_REQ_FILE_TOO_LARGE') {
    return new Refusal('too-large', { limit: '' })
  }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return new Refusal('address-too-long')
  if (error.statusCode === 429) return new Refusal('too-many-requests', { seconds: 60 })
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Refusal('bad-request', { why: code || 'request' })
  }
  return undefined
}

/** Fastify's error handler: refusals as problems; anything else is a defect, logged whole and answered bare. */
export function answerError(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = isRefusal(error) ? error : known(error as Coded)
  if (!refusal) {
    log.error(
      { err: error, traceId: request.id, method: request.method, route: request.routeOptions.url ?? '' }, 'defect',
    )
    void reply.code(500).type('application/problem+json').send({
      type: '/problems/defect', title: '系统错误，已记录', status: 500, code: 'defect',
      detail: '系统错误，已记录', zh: '系统错误，已记录', en: 'A fault of ours; it has been recorded', details: {}, traceId: request.id,
    } satisfies Problem)
    return
  }
  const problem = problemOf(refusal, request.id)
  if (problem.status === 503) void reply.header('retry-after', '5')
  if (problem.status === 429) void reply.header('retry-after', '60')
  void reply.code(problem.status).type('application/problem+json').send(problem)
}
