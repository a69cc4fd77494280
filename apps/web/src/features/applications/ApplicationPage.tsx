import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Next, ResponseOf, field } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useSession } from '../../session.ts'
import { subjectAt } from '../../subjects.ts'
import { Answers } from '../../ui/Answers.tsx'
import { FactList, Rows } from '../../ui/Facts.tsx'
import { Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { ValueTable } from '../../ui/ValueTable.tsx'
import { wordOfValue } from '../../i18n/value-words.ts'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { PageError } from '../pages/FallbackPages.tsx'
import { DetailBody, DetailFrame, useDetail } from '../pages/DetailPage.tsx'
import { useStandards } from './draft.ts'
import type { ApplicationFile } from './draft.ts'

/** What people judge from documents gets the screen with the documents beside the form. */
const BESIDE_DOCUMENTS = new Set([
  'acceptApplication',
  'requestSupplement',
  'refuseApplication',
  'reviewDocuments',
  'evaluateApplication',
  'reviewApplication',
  'decideApplication',
  'assessService',
  'verifyNonconformity',
])

export function ApplicationPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t } = useWords()
  const navigate = useNavigate()
  const subject = subjectAt('applications')!
  const found = useDetail<ApplicationFile>('applications', id)
  const standards = useStandards(found.data?.standards ?? [])
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={10} />
  const data = found.data
  const open = (next: Next) => {
    if (!BESIDE_DOCUMENTS.has(next.endpoint) || data.documents.length === 0) return false
    void navigate({
      to: '/applications/$id/decide/$action',
      params: { id, action: next.endpoint },
      search: { at: String(data.next?.indexOf(next) ?? '') } as never,
    })
    return true
  }
  return (
    <DetailFrame
      subject={subject}
      data={data}
      beside={standards}
      id={id}
      onOpen={open}
      title={`${data.number} · ${data.product.name}`}
    >
      <Steps steps={data.steps} />
      <EvaluationParts data={data} />
      <DetailBody
        subject={subject}
        data={data}
        skip={new Set(['steps', 'answers', 'reports', 'serviceAssessment', 'product'])}
      />
      {data.audit && <AuditNotes id={id} />}
      <Section title={t('apply.answers')}>
        <Answers groups={data.answers} />
      </Section>
    </DetailFrame>
  )
}

export function Steps({ steps }: { steps: ApplicationFile['steps'] }) {
  const { t, of } = useWords()
  const mark = { done: '✓', current: '▶', waiting: '○', 'not-needed': '–' }
  return (
    <ol className="steps" aria-label={t('apply.steps')}>
      {steps.map(step => (
        <li
          key={step.id}
          className={`step step-${step.state}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span aria-hidden>{mark[step.state]} </span>
          {of(step.label)}
          <span className="sr-only"> {of(wordOfValue(step.state) as Text)}</span>
        </li>
      ))}
    </ol>
  )
}

/** Reports and service assessment as value tables; the rest is shown generically. */
export function EvaluationParts({ data }: { data: ApplicationFile }) {
  const { t } = useWords()
  const members = membersOf(endpointNamed('getApplication').response as FieldSchema)
  return (
    <>
      {data.reports.map(report => {
        const { values, passed, id: _id, number, replacedBy, ...rest } = report
        return (
          <Section
            key={report.id}
            title={`${t('apply.reports')} ${number}`}
            aside={
              replacedBy ? (
                <StatusTag status="superseded" label={t('apply.report-replaced')} />
              ) : (
                <StatusTag status={passed ? 'pass' : 'fail'} label={wordOfValue(passed ? 'pass' : 'fail')} />
              )
            }
          >
            <FactList data={rest} schema={members.reports?.items} />
            <ValueTable values={values} />
          </Section>
        )
      })}
      {data.serviceAssessment && (
        <Section
          title={t('apply.service')}
          aside={
            <StatusTag
              status={data.serviceAssessment.passed ? 'pass' : 'fail'}
              label={wordOfValue(data.serviceAssessment.passed ? 'pass' : 'fail')}
            />
          }
        >
          <ValueTable values={data.serviceAssessment.values} />
          <Rows name="clauses" rows={data.serviceAssessment.clauses} />
        </Section>
      )}
    </>
  )
}

/** What the team wrote at the site: for the body's own people, whose session says that they may read it. */
function AuditNotes({ id }: { id: string }) {
  const { t } = useWords()
  const may = useSession().data?.grants.includes('audit-notes:read') ?? false
  const notes = useQuery({
    queryKey: ['audit-notes', id],
    enabled: may,
    queryFn: () => call(endpointNamed('listAuditNotes'), { params: { id }, query: { limit: '100' } } as never),
  })
  const items = (notes.data as ResponseOf<typeof field.listAuditNotes> | undefined)?.items ?? []
  if (items.length === 0) return null
  return (
    <Section title={t('apply.notes')}>
      <Rows name="notes" rows={items.map(({ id: _id, ...note }) => note)} />
    </Section>
  )
}
