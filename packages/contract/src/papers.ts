import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Id, PageOf, Text, closed, oneOf } from './schema.ts'

/**
 * The papers of a file, a certificate, a licence and an order: each an address of its own under the thing, with the
 * thing's rights, as PDF and, where people must edit it, as docx. A paper is made from what was recorded when its act
 * was, so that it says the same for ever.
 */

export const PAPERS_REFUSALS = {
  // The whole sentence comes with the refusal: which paper, and what must happen first.
  'paper-not-yet': { status: 409, zh: '{zh}', en: '{en}' },
  'paper-pdf-only': { status: 409, zh: '{zh}只提供 PDF', en: '{en}: PDF only' },
} as const satisfies Record<string, RefusalWords>

export const PAPER_FORMATS = ['pdf', 'docx'] as const
export type PaperFormat = (typeof PAPER_FORMATS)[number]

const PaperShown = Type.Object({
  kind: Type.String(), title: Text,
  /** Which one, where a thing has several of a kind. */
  of: Type.Optional(Type.String()),
  number: Type.Optional(Type.String()), on: Type.Optional(Type.String()),
  files: Type.Array(Type.Object({ format: oneOf(PAPER_FORMATS), href: Type.String() })),
  /** What must happen before it exists. */
  notYet: Type.Optional(Text),
})
const key = closed({ id: Id() })
const keys = closed({ id: Id(), kind: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$', maxLength: 40 }) })
const asked = closed({
  of: Type.Optional(Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9-]+$' })),
  as: Type.Optional(oneOf(PAPER_FORMATS)),
})
const reads = { method: 'GET', kind: 'read' } as const
const list = { ...reads, params: key, response: PageOf(PaperShown) } as const
const one = { ...reads, params: keys, query: asked, response: Type.Unknown(), tags: ['binary'] } as const

export const listApplicationPapers = endpoint({
  ...list, id: 'listApplicationPapers', url: '/api/v1/applications/:id/papers', may: 'application:read',
  scope: 'organisation', summary: { zh: '认证档案的文书', en: 'Papers of a certification file' },
})
export const getApplicationPaper = endpoint({
  ...one, id: 'getApplicationPaper', url: '/api/v1/applications/:id/papers/:kind', may: 'application:read',
  scope: 'organisation', summary: { zh: '认证档案的一份文书', en: 'A paper of a certification file' },
})
export const listCertificatePapers = endpoint({
  ...list, id: 'listCertificatePapers', url: '/api/v1/certificates/:id/papers', may: 'certificate:read',
  scope: 'organisation', summary: { zh: '证书的文书', en: 'Papers of a certificate' },
})
export const getCertificatePaper = endpoint({
  ...one, id: 'getCertificatePaper', url: '/api/v1/certificates/:id/papers/:kind', may: 'certificate:read',
  scope: 'organisation', summary: { zh: '证书的一份文书', en: 'A paper of a certificate' },
})
export const listLicencePapers = endpoint({
  ...list, id: 'listLicencePapers', url: '/api/v1/licences/:id/papers', may: 'licence:read', scope: 'organisation',
  summary: { zh: '标识使用许可的文书', en: 'Papers of a licence' },
})
export const getLicencePaper = endpoint({
  ...one, id: 'getLicencePaper', url: '/api/v1/licences/:id/papers/:kind', may: 'licence:read', scope: 'organisation',
  summary: { zh: '标识使用许可的一份文书', en: 'A paper of a licence' },
})
export const listOrderPapers = endpoint({
  ...list, id: 'listOrderPapers', url: '/api/v1/orders/:id/papers', may: 'order:read', scope: 'region',
  summary: { zh: '责令改正的文书', en: 'Papers of an order' },
})
export const getOrderPaper = endpoint({
  ...one, id: 'getOrderPaper', url: '/api/v1/orders/:id/papers/:kind', may: 'order:read', scope: 'region',
  summary: { zh: '责令改正的一份文书', en: 'A paper of an order' },
})
