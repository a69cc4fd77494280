import { Refusal } from '@tianfu/kernel'
import type { Details } from '@tianfu/kernel'

/** A refusal's HTTP status and its sentences; `{name}` is filled from its details. */
export interface RefusalWords {
  readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 408 | 409 | 410 | 412 | 413 | 414 | 415 | 422 | 428 | 429 | 431
    | 503
  readonly zh: string
  readonly en: string
}

/** Refusals of the platform itself; each module adds its own list beside its endpoints. */
export const PLATFORM_REFUSALS = {
  'bad-request': { status: 400, zh: '请求内容不符合要求：{why}', en: 'The request is not as it must be: {why}' },
  'unknown-field': { status: 400, zh: '不认识的字段：{field}', en: 'Unknown field: {field}' },
  'bad-encoding': {
    status: 400, zh: '文字必须是完整的 UTF-8，且不含控制字符', en: 'Text must be well-formed UTF-8 without control characters',
  },
  'not-signed-in': { status: 401, zh: '请先登录', en: 'Sign in first' },
  'not-permitted': { status: 403, zh: '您的岗位（{role}）无权办理：{what}', en: 'Your role ({roleEn}) may not do this: {whatEn}' },
  'second-factor-needed': { status: 403, zh: '签署和决定须输入动态验证码', en: 'Signing and deciding need a one-time code' },
  'not-found': { status: 404, zh: '没有找到', en: 'Not found' },
  'method-not-allowed': { status: 405, zh: '此地址不支持这种操作', en: 'This address does not take this method' },
  'wrong-state': { status: 409, zh: '当前状态（{state}）不能办理此事', en: 'Not possible in the present state ({state})' },
  'changed-meanwhile': {
    status: 409, zh: '刚被他人办理，请刷新后再试', en: 'Somebody else has just changed this; reload and try again',
  },
  'key-in-progress': { status: 409, zh: '同一请求正在处理中', en: 'The same request is still in progress' },
  'key-needed': { status: 400, zh: '缺少 Idempotency-Key 请求头', en: 'The header Idempotency-Key is missing' },
  'key-reused': {
    status: 422, zh: '同一 Idempotency-Key 不能用于不同的请求', en: 'This Idempotency-Key was used for another request',
  },
  'too-large': { status: 413, zh: '内容过大，上限 {limit}', en: 'Too large; the limit is {limit}' },
  'unsupported-media-type': { status: 415, zh: '不支持的内容类型', en: 'Unsupported media type' },
  'address-too-long': { status: 414, zh: '地址过长', en: 'The address is too long' },
  'too-many-headers': {
    status: 431, zh: '请求头过多或过长，最多 {limit} 项', en: 'The request has too many or too long headers, at most {limit}',
  },
  'too-slow': { status: 408, zh: '请求发送得太慢，连接已关闭', en: 'The request came too slowly; the connection was closed' },
  'too-many-requests': {
    status: 429, zh: '请求过于频繁，请 {seconds} 秒后再试', en: 'Too many requests; try again in {seconds} s',
  },
  'database-unavailable': {
    status: 503, zh: '数据库暂时不可用，您填写的内容没有丢失，请稍后再试', en: 'The database is not available for the moment; try again shortly',
  },
  'acts-held': {
    status: 503, zh: '停止办理，核验照常：{zh}', en: 'Official work is stopped, verification goes on: {en}',
  },
  'witness-stale': {
    status: 503, zh: '日志的见证机构已超过 {hours} 小时没有见证，暂停发证、许可和发码',
    en: 'No witness has seen the log for more than {hours} hours: nothing is issued',
  },
  'foreign-origin': { status: 403, zh: '不接受来自其他网站的提交', en: 'Submissions from other sites are not accepted' },
  'file-unknown': { status: 400, zh: '没有找到已上传的文件（{field}）', en: 'No such uploaded file ({field})' },
  'file-type': {
    status: 415, zh: '文件类型不在允许之列（按内容识别为 {type}）', en: 'This type of file is not accepted (recognised as {type})',
  },
  'file-empty': { status: 400, zh: '文件是空的', en: 'The file is empty' },
  'file-too-many': { status: 409, zh: '文件数量已达上限 {limit}', en: 'The number of files has reached the limit of {limit}' },
  'file-quarantined': {
    status: 409, zh: '文件未通过安全检查，已隔离', en: 'The file did not pass the safety check and is quarantined',
  },
  'file-hash-differs': { status: 422, zh: '文件内容与所报 SHA-256 不符', en: 'The bytes do not match the SHA-256 given' },
  'demonstration-only': {
    status: 403, zh: '只有演示模式可以拨动业务时钟', en: 'Only demonstration mode may move the official clock',
  },
  'clock-backwards': { status: 409, zh: '业务时钟只能向前', en: 'The official clock only moves forward' },
  'separation-of-duties': { status: 403, zh: '职责分离：{zh}', en: 'Separation of duties: {en}' },
} as const satisfies Record<string, RefusalWords>

/** Throws a refusal from a closed list: `refuse<typeof CERTIFICATION_REFUSALS>('wrong-state', {...})`. */
export function refuse(code: string, details: Details = {}): never {
  throw new Refusal(code, details)
}
