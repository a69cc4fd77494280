import type { Endpoint } from '@tianfu/contract'
import { refuse } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import type { FastifyRequest } from 'fastify'
import { command } from '../platform/command.ts'
import { fill, wordsOf } from '../platform/http/problem.ts'
import type { BadRequest } from '../platform/http/problem.ts'
import { checker } from '../platform/http/validation.ts'
import type { Work, World } from '../platform/work.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say } from './language.ts'
import type { Reader } from './language.ts'
import type { Site } from './routes.ts'

export interface Field {
  readonly name: string
  readonly label: string
  readonly kind: 'line' | 'area' | 'choice' | 'select' | 'photos' | 'list'
  readonly hint?: string
  readonly required?: boolean
  readonly options?: readonly (readonly [value: string, label: string])[]
  readonly autocomplete?: string
}

export interface Filled { readonly values: Readonly<Record<string, string>>; readonly files: readonly Uint8Array[] }
/** What is wrong, by name of the field; '' for the whole. */
export type Errors = readonly (readonly [field: string, sentence: string])[]

const LONGEST_FIELD = 20_000

/** Reads a form of `multipart/form-data`: texts trimmed, line ends as one character, empty ones left out. */
export async function readForm(request: FastifyRequest,
  files: { most: number; bytes: number; longest?: number; tooLarge?: 'too-large'; fields?: number } =
    { most: 0, bytes: 0 },
): Promise<Filled> {
  const values: Record<string, string> = Object.create(null)
  const found: Uint8Array[] = []
  const fields = files.fields ?? 20
  const parts = request.parts({ limits: { files: files.most + 1, fields, parts: fields + 5, fileSize: files.bytes || 1,
    fieldSize: files.longest ?? LONGEST_FIELD } })
  for await (const part of parts) {
    if (part.type === 'file') {
      const bytes = await part.toBuffer().catch((error: { code?: string }) =>
        (error.code !== 'FST_REQ_FILE_TOO_LARGE' ? Promise.reject(error)
          : files.tooLarge ? refuse(files.tooLarge, { limit: `${Math.floor(files.bytes / 1_000_000)} MB` })
            : refuse('photo-too-large', { limit: Math.floor(files.bytes / 1_000_000) })))
      if (bytes.length > 0) found.push(new Uint8Array(bytes))
      continue
    }
    const value = String(part.value).replace(/\r\n?/g, '\n').trim()
    if (!value.isWellFormed() || value.includes('\u0000')) refuse('bad-encoding')
    if (value !== '') values[part.fieldname] = value
  }
  if (found.length > files.most) refuse('photos-too-many', { limit: files.most })
  return { values, files: found }
}

/** A key for one use: the same form sent twice is one act (design §6). */
export const newKey = (world: World): string => Buffer.from(world.randomBytes(18)).toString('base64url')

export function formMarkup(reader: Reader, of: {
  action: string; fields: readonly Field[]; key: string; submit: string; values?: Readonly<Record<string,
    string>>; errors?: Errors; head?: Markup
}): Markup {
  const { fields, values = {}, errors = [] } = of
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label
  return html`${errors.length > 0 && html`<div class="err" role="alert" tabindex="-1" autofocus><h2>${
    say(reader, '有内容需要修改', 'There is a problem')}</h2><ul>${errors.map(([name, sentence]) =>
    html`<li>${labelOf(name) ? html`<a href="#${name}">${labelOf(name)}：${sentence}</a>`
      : sentence}</li>`)}</ul></div>`}<form method="post" action="${
      of.action}" enctype="multipart/form-data" novalidate>${of.head}<input type="hidden" name="key" value="${
      of.key}">${fields.map((field) => fieldMarkup(reader, field, values[field.name],
      errors.find(([name]) => name === field.name)?.[1]))}<p><button class="b">${of.submit}</button></p></form>`
}

function fieldMarkup(reader: Reader, field: Field, value = '', error?: string): Markup {
  const { name, kind, required } = field
  const label = html`${field.label}${!required && html` <small>${say(reader, '（可不填）', '(optional)')}</small>`}`
  const hint = html`${field.hint && html`<small id="${name}-hint">${field.hint}</small>`}${error
    && html`<span class="e" id="${name}-error">${say(reader, '错误：', 'Error: ')}${error}</span>`}`
  const described = [field.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ')
  const aria = html`${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}`
  if (kind === 'choice') {
    return html`<fieldset id="${name}"><legend>${label}</legend>${hint}${field.options?.map(([one, words]) =>
      html`<label class="r"><input type="radio" name="${name}" value="${one}"${one === value
        && html` checked`}>${words}</label>`)}</fieldset>`
  }
  const control = kind === 'area' ? html`<textarea id="${name}" name="${name}" rows="6"${aria}>${value}</textarea>`
    : kind === 'select' ? html`<select id="${name}" name="${name}"${aria}><option value=""></option>${
      field.options?.map(([one, words]) => html`<option value="${one}"${one === value
      && html` selected`}>${words}</option>`)}</select>`
      : kind === 'photos' ? html`<input type="file" id="${name}" name="${
        name}" accept="image/jpeg,image/png,image/webp" multiple${aria}>`
      : kind === 'list' ? html`<input type="file" id="${name}" name="${name}" accept=".txt,.csv,.xlsx"${aria}>`
        : html`<input id="${name}" name="${name}" value="${value}"${field.autocomplete
          && html` autocomplete="${field.autocomplete}"`}${aria}>`
  return html`<label for="${name}">${label}</label>${hint}${control}`
}

/** Runs what a form asks for through the one command path; what is refused comes back as sentences by field. */
export async function submit<T>(
  site: Site, reader: Reader, endpoint: Endpoint,
    of: { key: string | undefined; params?: object; body: object; hashed?: object },
  handle: (work: Work) => Promise<T>,
): Promise<{ ok: true; answer: T } | { ok: false; errors: Errors; code: string }> {
  try {
    if (endpoint.body) checker(endpoint.body, 'body')(of.body)
    const outcome = await command(site.world, site.authentication, endpoint, {
      token: undefined, idempotencyKey: of.key, oneTimeCode: undefined, params: of.params ?? null, query: null,
        body: of.hashed ?? of.body,
    }, handle)
    return { ok: true, answer: outcome.answer as T }
  } catch (error) {
    return errorsOf(reader, error)
  }
}

/** A refusal as sentences by field; anything else is thrown on. */
export function errorsOf(reader: Reader, error: unknown): { ok: false; errors: Errors; code: string } {
  if (!isRefusal(error)) throw error
  const { status, ...sentence } = wordsOf(error.code)
  if (status === 404 || status === 503) throw error
  const fields = (error as Partial<BadRequest>).fields ?? []
  const errors: Errors = fields.length > 0 ? fields.map(({ path, zh, en }) =>
    [path.split('/')[1] ?? '', reader.lang === 'en' ? en : zh] as const)
    : [[error.code.startsWith('photo') ? 'photos' : '', fill(sentence[reader.lang], error.details)]]
  return { ok: false, errors, code: error.code }
}
