import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Alert } from 'antd'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { Answers } from '../../ui/Answers.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Loading } from '../../ui/States.tsx'
import { Documents } from '../pages/DetailPage.tsx'
import { PageError } from '../pages/FallbackPages.tsx'
import type { Check } from './draft.ts'

/** Check your answers: everything on one page, a change link on each, then the declaration and the submission. */
export function CheckPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of, language } = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const found = useQuery({
    queryKey: ['detail', 'application-drafts', id, 'check'],
    queryFn: async () => (await call(endpointNamed('checkApplicationDraft'), { params: { id } } as never)) as Check,
  })
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={10} />
  const check = found.data
  const submit = check.next.find(one => one.endpoint === 'submitApplication' && !one.refused)
  return (
    <Page
      title={t('apply.check')}
      help={t('apply.check-help')}
      narrow
      crumbs={[{ label: t('apply.tasks'), to: `/application-drafts/${id}` }]}
    >
      <Answers groups={check.answers} changeAt={task => `/application-drafts/${id}/tasks/${task}`} />
      {check.documents.length > 0 && (
        <Section title={t('detail.documents')}>
          <Documents documents={check.documents} />
        </Section>
      )}
      {check.problems.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('apply.not-ready')}
          description={
            <ul>
              {check.problems.map((one, index) => (
                <li key={index}>{one[language]}</li>
              ))}
            </ul>
          }
        />
      )}
      {submit && (
        <Section title={t('action.submit')}>
          <p>{of(check.statement)}</p>
          <ActionForm
            next={{ ...submit, initial: { version: check.version, ...submit.initial } }}
            onDone={answer => {
              const receipt = answer as { id: string }
              client.setQueryData(['receipt', receipt.id], answer)
              void navigate({ to: '/applications/$id/receipt', params: { id: receipt.id } })
            }}
          />
        </Section>
      )}
    </Page>
  )
}
