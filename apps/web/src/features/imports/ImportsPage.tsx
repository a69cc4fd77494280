import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { addressOf, errorSentence, newIdempotencyKey, sendFile } from '../../call.ts'
import { endpointNamed, endpointOf, isOpenTo } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { useSession } from '../../session.ts'
import { DataTable } from '../../ui/DataTable.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { saveBytes } from '../../ui/csv.ts'

export const IMPORTS = {
  organisations: 'importOrganisations',
  products: 'importProducts',
  people: 'importPeople',
} as const
type Kind = keyof typeof IMPORTS

interface Outcome {
  batch?: string
  rows: number
  made: number
  errors: { row: number; column?: string; zh: string; en: string }[]
  file?: string
}

/** A workbook comes in: tried first, its errors shown by row and handed back in the file, then taken. */
export function ImportsPage() {
  const { t, of } = useWords()
  const session = useSession()
  const grants = session.data?.grants ?? []
  const kinds = (Object.keys(IMPORTS) as Kind[]).filter(kind => isOpenTo(endpointOf(IMPORTS[kind]), grants))
  const [chosen, setChosen] = useState<Kind>()
  const kind = chosen ?? kinds[0]
  return (
    <Page title={t('imports.title')} help={t('imports.help')}>
      {kinds.length > 1 && (
        <Segmented
          value={kind}
          onChange={next => setChosen(next)}
          options={kinds.map(one => ({ value: one, label: of(endpointNamed(IMPORTS[one]).summary) }))}
        />
      )}
      {kind && <BringIn key={kind} kind={kind} />}
      <Section title={of(endpointNamed('listImports').summary)}>
        <DataTable
          name="imports"
          list={endpointNamed('listImports')}
          columns={['kind', 'name', 'rows', 'madeOn', 'undoneOn']}
        />
      </Section>
    </Page>
  )
}

function BringIn({ kind }: { kind: Kind }) {
  const { t, of, language } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [outcome, setOutcome] = useState<Outcome>()
  // One key for one file and one way of taking it: a second click is the same write.
  const [key, setKey] = useState(newIdempotencyKey)
  const endpoint = endpointNamed(IMPORTS[kind])
  const send = useMutation({
    mutationFn: async (query: { try?: boolean; partial?: boolean }) =>
      (await sendFile(
        addressOf(endpoint, {}, query),
        file!,
        `${key}-${query.try ? newIdempotencyKey().slice(0, 8) : query.partial ? 'p' : 'a'}`,
      )) as Outcome,
    onSuccess: answer => {
      setOutcome(answer)
      if (answer.batch) {
        message.success(t('imports.done', { count: answer.made }))
        setFile(undefined)
      }
      void client.invalidateQueries({ queryKey: ['list', 'listImports'] })
    },
    onError: error => message.error(errorSentence(error, language)),
  })
  const errors = outcome?.errors ?? []
  return (
    <Section title={of(endpoint.summary)}>
      <ol>
        <li>
          <a href={addressOf(endpointNamed('importTemplate'), {}, { kind })} download>
            {t('imports.template')}
          </a>
        </li>
        <li>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx"
            aria-label={t('imports.choose')}
            onChange={event => {
              setFile(event.target.files?.[0])
              setOutcome(undefined)
              setKey(newIdempotencyKey())
              event.target.value = ''
            }}
          />
          <Button onClick={() => input.current?.click()}>{t('imports.choose')}</Button> {file?.name}
        </li>
        <li>
          <Button
            type={outcome ? 'default' : 'primary'}
            disabled={!file}
            loading={send.isPending}
            data-action="try"
            onClick={() => send.mutate({ try: true })}
          >
            {t('imports.try')}
          </Button>
        </li>
      </ol>
      {outcome && (
        <div role="status">
          <p>
            {t(outcome.batch ? 'imports.taken' : 'imports.tried', {
              rows: outcome.rows,
              count: outcome.made,
              errors: new Set(errors.map(({ row }) => row)).size,
            })}
          </p>
          {errors.length > 0 && (
            <>
              <div className="table-box" tabIndex={0}>
                <table className="data">
                  <thead>
                    <tr>
                      <th scope="col">{t('imports.row')}</th>
                      <th scope="col">{t('imports.wrong')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {errors.slice(0, 100).map((one, at) => (
                      <tr key={at}>
                        <td className="number">{one.row}</td>
                        <td>{one[language]}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {outcome.file && (
                <Button onClick={() => saveBytes(`${t('imports.wrong')}_${kind}.xlsx`, outcome.file!)}>
                  {t('imports.returned')}
                </Button>
              )}
            </>
          )}
          {!outcome.batch && outcome.made > 0 && file && (
            <Button
              type="primary"
              loading={send.isPending}
              data-action="take"
              onClick={() => send.mutate(errors.length > 0 ? { partial: true } : {})}
            >
              {t(errors.length > 0 ? 'imports.take-right' : 'imports.take', { count: outcome.made })}
            </Button>
          )}
        </div>
      )}
    </Section>
  )
}
