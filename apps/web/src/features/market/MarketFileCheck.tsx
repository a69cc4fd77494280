import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { BodyOf, ResponseOf, marketImports } from '@tianfu/contract'
import { Alert, Button, Select } from 'antd'
import { useRef, useState } from 'react'
import { addressOf, call, errorSentence, uploadWith } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { FactList, Value } from '../../ui/Facts.tsx'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'

type Report = ResponseOf<typeof marketImports.checkMarketFile>

/** A file is checked whole; its wrong rows are shown by line, and only one without any can be taken in. */
export function MarketFileCheck({
  programme,
  sources,
}: {
  programme: string
  sources: readonly { id: string; name: string }[]
}) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [source, setSource] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const [report, setReport] = useState<Report>()
  const doing = async (work: () => Promise<void>) => {
    setBusy(true)
    setFailed(undefined)
    try {
      await work()
    } catch (error) {
      setFailed(errorSentence(error, language))
    } finally {
      setBusy(false)
    }
  }
  const check = (file: File) =>
    doing(async () => {
      setReport(undefined)
      const url = addressOf(endpointNamed('checkMarketFile'), { id: programme })
      setReport((await uploadWith(url, { source: source!, length: String(file.size) }, file)) as Report)
    })
  const take = (file: string) =>
    doing(async () => {
      const body: BodyOf<typeof marketImports.importMarketFile> = { file }
      const made = (await call(endpointNamed('importMarketFile'), { params: { id: programme }, body } as never)) as {
        id: string
      }
      await client.invalidateQueries({ queryKey: ['list'] })
      void navigate({ to: `/market-imports/${made.id}` })
    })
  if (sources.length === 0) return <p className="muted">{t('market.no-source')}</p>
  return (
    <div className="form-fields">
      <div className="field">
        <label htmlFor="market-source">{t('market.source')}</label>
        <Select
          id="market-source"
          value={source}
          options={sources.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={t('form.choose')}
          onChange={setSource}
          style={{ width: '100%', maxWidth: 420 }}
        />
      </div>
      <p className="muted small">{t('market.check-help')}</p>
      <Button type="primary" loading={busy} disabled={!source} onClick={() => input.current?.click()}>
        {t('market.choose-file')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden
        tabIndex={-1}
        data-market-file
        accept=".csv,.txt,.xlsx,.parquet"
        onChange={event => {
          const [file] = event.target.files ?? []
          if (file) void check(file)
          event.target.value = ''
        }}
      />
      <div aria-live="polite" className="form-fields">
        {failed && <Alert type="error" showIcon title={failed} />}
        {report && <Found report={report} busy={busy} onTake={take} />}
      </div>
    </div>
  )
}

function Found({ report, busy, onTake }: { report: Report; busy: boolean; onTake(file: string): void }) {
  const { t, language } = useWords()
  const schema = endpointNamed('checkMarketFile').response as FieldSchema
  const { errors, errorCount, file, mapping: _, sha256: __, ...facts } = report
  const columns = membersOf(schema.properties?.errors?.items)
  return (
    <>
      <Alert
        type={file ? 'success' : 'error'}
        showIcon
        title={file ? t('market.right', { rows: report.rows }) : t('market.wrong', { count: errorCount })}
      />
      {file && (
        <Button type="primary" loading={busy} data-action="importMarketFile" onClick={() => onTake(file)}>
          {t('market.take')}
        </Button>
      )}
      {errors.length > 0 && (
        <div className="table-box" tabIndex={0}>
          <table className="data">
            <thead>
              <tr>
                {(['line', 'column', 'value', 'why'] as const).map(key => (
                  <th key={key} scope="col">
                    {t(`market.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {errors.map((one, index) => (
                <tr key={index}>
                  <td>{one.line}</td>
                  <td>
                    <Value name="column" value={one.column} schema={columns.column} />
                  </td>
                  <td className="long">{one.value}</td>
                  <td>{one[language]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <FactList data={facts} schema={schema} />
    </>
  )
}
