import { Type } from 'typebox'
import { DocumentShown } from './certification.ts'
import { endpoint } from './endpoint.ts'
import { Area, FileHash, Id, Line, Moment, PageOf, Paging, Text, closed, oneOf, words } from './schema.ts'

/**
 * Field work: what an auditor takes to the site and brings back. The telephone keeps what was written while there is no
 * network and sends it later under the key that it got when it was written (design §6), so nothing happens twice.
 */

const Note = Type.Object({
  id: Type.String(), text: Type.String(), clause: Type.Optional(Type.String()), by: Type.String(),
  /** When it was written, by the clock of the telephone; and when it arrived here. */
  writtenAt: Type.String(), keptAt: Type.String(), photographs: Type.Array(DocumentShown),
})
const SignedIn = Type.Object({ at: Type.String(), flags: Type.Array(Text) })

export const FieldAudit = Type.Object({
  application: Type.String(), number: Type.String(), applicant: Type.String(), product: Type.String(),
  status: oneOf(['planned', 'confirmed', 'open', 'closed'] as const), statusLabel: Text,
  sites: Type.Array(Type.Object({
    site: Type.String(), name: Type.String(), address: Type.String(), from: Type.String(), until: Type.String(),
    startsAt: Type.String(),
  })),
  team: Type.Array(Type.Object({
    person: Type.String(), name: Type.String(), function: oneOf(['lead', 'auditor', 'expert'] as const),
  })),
  clauses: Type.Array(Type.Object({ id: Type.String(), title: Text })),
  opening: Type.Optional(SignedIn), closing: Type.Optional(SignedIn),
  nonconformities: Type.Array(Type.Object({ number: Type.String(), clause: Type.String() })),
  notes: Type.Array(Note),
  /** What may be done now: the ids of endpoints. */
  may: Type.Array(Type.String()),
})

export const listFieldAudits = endpoint({
  id: 'listFieldAudits', method: 'GET', url: '/api/v1/field-audits', kind: 'read', may: 'application:evaluate',
  scope: 'assignment', summary: { zh: '我的现场检查', en: 'My audits in the field' },
  response: Type.Object({
    items: Type.Array(FieldAudit),
    /** How many photographs a sign-in needs, and the reasons of a deviation that the scheme knows. */
    photographs: Type.Object({ min: Type.Integer(), max: Type.Integer() }),
    deviations: Type.Array(Type.Object({ id: Type.String(), name: Text })),
  }),
})

export const noteAudit = endpoint({
  id: 'noteAudit', method: 'POST', url: '/api/v1/applications/:id/audit/notes', kind: 'record',
  may: 'application:evaluate', scope: 'assignment', summary: { zh: '现场记录', en: 'Note of the audit' },
  params: closed({ id: Id() }),
  body: closed({
    text: Area(4000, { zh: '记录', en: 'Note' }),
    clause: Type.Optional(Line(40, { zh: '条款', en: 'Clause' })),
    photographs: Type.Array(FileHash(), { maxItems: 10, uniqueItems: true,
      ...words({ zh: '照片', en: 'Photographs', widget: 'files' }) }),
    writtenAt: Moment({ zh: '记录时间（设备时钟）', en: 'Written at (by the device)' }),
  }),
  response: Type.Object({ id: Type.String() }),
})

export const listAuditNotes = endpoint({
  id: 'listAuditNotes', method: 'GET', url: '/api/v1/applications/:id/audit/notes', kind: 'read',
  may: 'audit-notes:read', scope: 'organisation', summary: { zh: '现场记录', en: 'Notes of the audit' },
  params: closed({ id: Id() }), query: closed({ after: Paging.after, limit: Paging.limit }), response: PageOf(Note),
})
