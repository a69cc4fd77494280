import { ACT_WORDS } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { View } from './work.ts'

interface Row {
  id: string; type: string; capacity: string; organisation: string | null; ground: string | null; recorded_at: string
  decided_on: string; effective_on: string; published_at: string | null; index: number | null
  organisation_name: string | null; person_name: string | null
}

/**
 * The acts of a subject in their order, for somebody who may see the subject. Who did it is named to people of the same
 * organisation and to administrators; everybody else reads the organisation and the capacity.
 */
export async function timeline(view: Pick<View, 'db' | 'edition' | 'actor'>, subjectType: string, subject: string) {
  const { rows } = await sql<Row>`
    select a.id, a.type, a.capacity, a.organisation, a.ground, a.recorded_at, a.decided_on, a.effective_on,
      a.published_at,
      l.index, o.name as organisation_name, p.name as person_name
    from act a left join log_entry l on l.act = a.id left join organisation o on o.id = a.organisation
      left join person p on p.id = a.person
    where a.subject_type = ${subjectType} and a.subject = ${subject} order by a.version`.execute(view.db)
  const { actor } = view
  return rows.map((row) => {
    const named =
      row.person_name !== null && (actor?.capacity === 'administrator' || actor?.organisation === row.organisation)
    const ground = row.ground === null ? undefined : groundWords(view.edition, row.ground)
    return {
      act: row.id,
      type: row.type,
      label: ACT_WORDS[row.type] ?? { zh: row.type },
      capacity: row.capacity,
      ...(row.organisation_name !== null && { organisation: row.organisation_name }),
      ...(named && { by: row.person_name as string }),
      ...(ground && { ground }),
      recordedAt: row.recorded_at,
      decidedOn: row.decided_on,
      effectiveOn: row.effective_on,
      ...(row.published_at !== null && { publishedAt: row.published_at }),
      ...(row.index !== null && { index: row.index }),
    }
  })
}

/** The words of a ground; an edition that has left it out still shows its code. */
function groundWords(edition: Edition, code: string): Text {
  const found = Object.values(edition.grounds).flat().find(({ id }) => id === code)
  return found?.name ?? { zh: code }
}
