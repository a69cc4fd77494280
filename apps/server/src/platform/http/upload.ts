import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { refuse } from '@tianfu/contract'

/** The one file of a multipart request, read whole before any transaction: a retry cannot read a stream again. */
export interface Upload {
  readonly bytes: Uint8Array
  readonly name: string
  /** Hex; part of what an idempotency key stands for. */
  readonly sha256: string
  /** Text fields that came before the file. */
  readonly fields: Readonly<Record<string, string>>
}

/** @throws Refusal `unsupported-media-type` when the request is no form, `bad-request` when it holds no file */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) refuse('unsupported-media-type')
  const part = await request.file()
  if (!part) refuse('bad-request', { why: 'file' })
  const bytes = await part.toBuffer()
  const fields = Object.entries(part.fields).flatMap(([name, value]) =>
    value && !Array.isArray(value) && value.type === 'field' && typeof value.value === 'string'
      ? [[name, value.value] as const]
      : [])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, name: part.filename, sha256, fields: Object.fromEntries(fields) }
}
