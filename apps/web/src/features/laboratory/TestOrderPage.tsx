import { useParams } from '@tanstack/react-router'
import type { ResponseOf, evaluation } from '@tianfu/contract'
import { useWords } from '../../i18n/index.ts'
import { subjectAt } from '../../subjects.ts'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { ValueTable } from '../../ui/ValueTable.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'

type TestOrder = ResponseOf<typeof evaluation.getTestOrder>

/** A test order for the laboratory: what to test, what was entered, what was signed. */
export function TestOrderPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const subject = subjectAt('test-orders')!
  const found = useDetail<TestOrder>('test-orders', id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  const { draft, reports } = found.data
  const { draft: _draft, ...rest } = found.data
  return (
    <DetailFrame subject={subject} data={found.data} id={id}>
      {draft && (
        <Section title={`${t('value.measured')} · ${draft.number}`}>
          <p className="muted">{t('laboratory.enter-help')}</p>
          <ValueTable values={draft.values} />
        </Section>
      )}
      {reports.map(report => (
        <Section key={report.id} title={report.number}>
          <ValueTable values={report.values} />
        </Section>
      ))}
      <DetailBody subject={subject} data={rest} />
    </DetailFrame>
  )
}
