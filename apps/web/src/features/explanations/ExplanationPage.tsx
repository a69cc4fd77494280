import { useQuery } from '@tanstack/react-query'
import type { Text } from '@tianfu/kernel'
import { Refused, call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { FactList } from '../../ui/Facts.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'

/** Which membership, right and scope let the caller see a thing. */
export function ExplanationPage() {
  const { t, of } = useWords()
  const { query } = useAddressQuery()
  const found = useQuery({
    queryKey: ['explanation', query],
    enabled: Boolean(query.subjectType && query.subject),
    queryFn: async () =>
      (await call(endpointNamed('explainAccess'), {
        query: { subjectType: query.subjectType, subject: query.subject },
      } as never)) as Record<string, unknown> & { sentence: Text },
  })
  const missing = found.error instanceof Refused && found.error.status === 404
  return (
    <Page title={t('explain.title')} help={t('explain.help')} narrow>
      {missing ? (
        <Empty title={t('explain.none')} />
      ) : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading />
      ) : (
        <Section title={of(found.data.sentence)}>
          <FactList data={found.data} skip={new Set(['sentence'])} />
        </Section>
      )}
    </Page>
  )
}
