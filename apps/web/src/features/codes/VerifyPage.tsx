import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useVocabulary } from '../../vocabulary.ts'
import { FactList } from '../../ui/Facts.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { ErrorState, Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import type { FieldSchema } from '../../ui/schema.ts'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'
import { wordOfValue } from '../../i18n/value-words.ts'
import type { Text } from '@tianfu/kernel'

/** The same verdict that the public page gives, inside the workbench. */
export function VerifyPage() {
  const { t, of } = useWords()
  const address = useAddressQuery()
  const code = address.query.code ?? ''
  const wording = useVocabulary()?.wording as { verdicts?: Record<string, { title: Text; sentence: Text }> } | undefined
  const found = useQuery({
    queryKey: ['verify', code],
    enabled: code !== '',
    queryFn: async () =>
      (await call(endpointNamed('verifyCode'), { query: { code } } as never)) as Record<string, unknown> & {
        verdict: string
      },
  })
  const words = found.data && wording?.verdicts?.[found.data.verdict]
  return (
    <Page title={t('scan.title')} help={t('verify.help')}>
      <Input.Search
        key={code}
        defaultValue={code}
        size="large"
        allowClear
        enterButton={t('action.search')}
        aria-label={t('scan.title')}
        style={{ maxWidth: 640, marginBottom: 12 }}
        onSearch={next => address.set({ code: next.trim() || undefined })}
      />
      {code === '' ? null : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading />
      ) : (
        <Section
          title={words ? of(words.title) : code}
          aside={<StatusTag status={found.data.verdict} label={wordOfValue(found.data.verdict)} />}
        >
          {words && <p>{of(words.sentence)}</p>}
          <FactList
            data={found.data}
            schema={endpointNamed('verifyCode').response as FieldSchema}
            skip={new Set(['verdict'])}
          />
        </Section>
      )}
    </Page>
  )
}
