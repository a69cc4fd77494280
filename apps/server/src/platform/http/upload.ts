import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'

/** The one file of a multipart request, read whole before any transaction: a retry cannot read a stream again. */
export interface Upload {
  readonly bytes: Uint8Array
  readonly name: string
  /** Hex; part of what an idempotency key stands for. */
  readonly sha256: string
  /** Text fields beside the file. */
  readonly fields: Readonly<Record<string, string>>
}

/**
 * @param mostBytes of the file, where it is not what any file may have
 * @throws Refusal `unsupported-media-type` when it is no form, `bad-request` when it is broken or holds no file
 */
export async function readUpload(request: FastifyRequest, mostBytes?: number): Promise<Upload> {
  if (!request.isMultipart()) refuse('unsupported-media-type')
  try {
    return await readForm(request, mostBytes)
  } catch (error) {
    // The parser of forms says without a code what it could not read: no boundary, a form that was cut off.
    if (isRefusal(error) || (error as { code?: string }).code !== undefined) throw error
    const { message } = error as Error
    return refuse('bad-request', { why: `文件表单不完整（${message}）`, whyEn: `the form is broken (${message})` })
  }
}

async function readForm(request: FastifyRequest, mostBytes: number | undefined): Promise<Upload> {
  const fields = new Map<string, string>()
  let file: { bytes: Uint8Array; name: string } | undefined
  for await (const part of request.parts(mostBytes === undefined ? {} : { limits: { fileSize: mostBytes } })) {
    if (!part.fieldname) refuse('bad-request', { why: 'name' })
    if (part.type === 'file') file = { bytes: await part.toBuffer(), name: part.filename }
    else if (typeof part.value === 'string' && !fields.has(part.fieldname)) fields.set(part.fieldname, part.value)
    else refuse('bad-request', { why: part.fieldname })
  }
  if (!file) refuse('bad-request', { why: 'file' })
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  return { ...file, sha256, fields: Object.fromEntries(fields) }
}
