import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import type { Declaration } from './declaration.ts'
import { namesIn } from '../../ui/references.ts'
import type { Named } from '../../ui/references.ts'
import { useStandards } from '../applications/draft.ts'
import { ValuesTable } from './ValuesTable.tsx'

/** A declaration as published, with its values beside both limits; corrections never hide what stood before. */
export function DeclarationPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('declarations')!
  const found = useDetail<Declaration>('declarations', id)
  const names = namesIn(useStandards(found.data?.standards ?? []))
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={10} />
  const data = found.data
  return (
    <DetailFrame
      subject={subject}
      data={data}
      id={id}
      actions={
        <Button href={`/v/${encodeURIComponent(data.number)}`} target="_blank">
          {t('certificate.public')}
        </Button>
      }
    >
      <DetailBody subject={subject} data={data} skip={new Set(['values', 'earlier', 'clauses', 'facts'])} />
      {data.facts.length > 0 && (
        <DetailBody subject={subject} data={{ facts: data.facts.map(fact => namedFact(fact, names)) }} />
      )}
      <Section title={t('declare.values')}>
        <ValuesTable rows={data.values} />
      </Section>
      {data.earlier.map(one => (
        <Section key={one.revision} title={`${t('declare.earlier')} · ${one.publishedOn}`}>
          <ValuesTable rows={one.values} />
        </Section>
      ))}
      <DetailBody subject={subject} data={{ clauses: data.clauses }} />
    </DetailFrame>
  )
}

/** A fact about the product in the standard's own words. */
function namedFact(fact: { key: string; value: string }, names: ReadonlyMap<string, Named>): Record<string, unknown> {
  const named = names.get(fact.key)
  return {
    name: named ? { zh: named.zh, ...(named.en && { en: named.en }) } : fact.key,
    value: named?.choices?.find(choice => choice.value === fact.value)?.label ?? fact.value,
  }
}
