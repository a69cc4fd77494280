import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ResponseOf, trace } from '@tianfu/contract'
import { Alert, Button } from 'antd'
import { useId, useState } from 'react'
import { exchange, upload } from '../../call.ts'
import { endpointNamed, isOpenTo } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useSession } from '../../session.ts'
import { saveBlob } from '../../ui/csv.ts'
import { Page, Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { ForbiddenPage } from '../pages/FallbackPages.tsx'

type Answer = ResponseOf<typeof trace.checkTraceSheet>

/** Steps on a sheet: get it, fill it in, check, record; what is wrong is said by row here and in the returned file. */
export function SheetPage() {
  const { t } = useWords()
  const session = useSession()
  const client = useQueryClient()
  const input = useId()
  const [file, setFile] = useState<File>()
  const send = (endpoint: string) => async (chosen: File) =>
    (await upload(endpointNamed(endpoint).url, chosen)) as Answer
  const check = useMutation({ mutationFn: send('checkTraceSheet') })
  const record = useMutation({
    mutationFn: send('captureTraceSheet'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['list'] }),
  })
  const returned = useMutation({
    mutationFn: async (chosen: File) => {
      saveBlob(chosen.name, await exchange(endpointNamed('returnTraceSheet').url, chosen))
    },
  })
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    record.reset()
    returned.reset()
    if (chosen) check.mutate(chosen)
    else check.reset()
  }
  const failed = [record, returned, check].find(one => one.isError)
  const answer = record.data ?? check.data
  if (!isOpenTo(endpointNamed('captureTraceSheet'), session.data?.grants ?? [])) return <ForbiddenPage />
  return (
    <Page
      title={t('sheet.title')}
      help={t('sheet.help')}
      narrow
      actions={
        <Button icon={<DownloadOutlined />} href={endpointNamed('traceSheetTemplate').url} download="trace.xlsx">
          {t('sheet.template')}
        </Button>
      }
    >
      <Section title={t('sheet.check')}>
        <label htmlFor={input}>{t('sheet.choose')}</label>
        <input
          id={input}
          type="file"
          accept=".xlsx"
          style={{ display: 'block', margin: '6px 0 12px', maxWidth: '100%' }}
          onChange={event => choose(event.target.files?.[0])}
        />
        <div aria-live="polite">
          {failed ? (
            <ErrorState error={failed.error} onRetry={file && (() => choose(file))} />
          ) : check.isPending || record.isPending ? (
            <Loading />
          ) : (
            answer && <Checked answer={answer} recorded={record.isSuccess} />
          )}
        </div>
        {file && answer && !failed && (
          <div className="page-actions" style={{ marginTop: 12 }}>
            {answer.errors.length === 0 && answer.rows > 0 && !record.isSuccess && (
              <Button type="primary" loading={record.isPending} onClick={() => record.mutate(file)}>
                {t('sheet.record', { count: answer.rows })}
              </Button>
            )}
            {answer.errors.length > 0 && (
              <Button loading={returned.isPending} onClick={() => returned.mutate(file)}>
                {t('sheet.returned')}
              </Button>
            )}
          </div>
        )}
      </Section>
    </Page>
  )
}

function Checked({ answer, recorded }: { answer: Answer; recorded: boolean }) {
  const { t, of } = useWords()
  const { rows, captured, duplicates, errors } = answer
  if (rows === 0) return <Empty title={t('sheet.empty')} />
  if (errors.length === 0) {
    return (
      <Alert
        type="success"
        showIcon
        title={recorded ? t('sheet.done', { count: captured }) : t('sheet.good', { count: rows })}
        description={duplicates > 0 && t('sheet.duplicates', { count: duplicates })}
      />
    )
  }
  return (
    <>
      <Alert type="error" showIcon title={t('sheet.wrong', { count: errors.length })} style={{ marginBottom: 8 }} />
      <div className="table-box" tabIndex={0} role="region" aria-label={t('sheet.problem')}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t('sheet.row')}</th>
              <th scope="col">{t('sheet.column')}</th>
              <th scope="col">{t('sheet.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {errors.map((one, index) => (
              <tr key={index}>
                <td>{one.row}</td>
                <td>{one.column ? of(one.column) : ''}</td>
                <td>{of(one.why)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
