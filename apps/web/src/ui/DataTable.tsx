import { DownloadOutlined, ReloadOutlined, SettingOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { App, Button, Checkbox, Dropdown, Popover, Segmented } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Endpoint, Next } from '@tianfu/contract'
import { call } from '../call.ts'
import { nowText } from '../clock.ts'
import { labelOf } from '../i18n/fields.ts'
import { useWords } from '../i18n/index.ts'
import { Actions } from './ActionPanel.tsx'
import { FilterBar } from './FilterBar.tsx'
import { Value } from './Facts.tsx'
import { SavedFilters } from './SavedFilters.tsx'
import { Empty, ErrorState, Loading } from './States.tsx'
import { csvOf, saveText } from './csv.ts'
import { itemOf, membersOf, valueKind } from './facts.ts'
import { plainOf } from './plain.ts'
import { useRemembered } from './remembered.ts'
import type { FieldSchema } from './schema.ts'
import { useAddressQuery } from './useAddressQuery.ts'

type Row = Record<string, unknown>
interface PageAnswer {
  items: Row[]
  next?: string
  total?: number
}

export interface DataTableProps {
  name: string
  list: Endpoint
  columns: readonly string[]
  /** Address of a row's page; without it rows do not open. */
  rowLink?: (row: Row) => string | undefined
  params?: Record<string, string>
  /** Filters that the page sets and nobody takes away. */
  fixed?: Record<string, string>
  emptyAction?: ReactNode
  emptyHelp?: string
}

const EXPORT_LIMIT = 2000
const PAGE = 20

/** A list of the server: filters in the address, cursor paging, column settings, density, export of what it shows. */
export function DataTable({ name, list, columns, rowLink, params, fixed, emptyAction, emptyHelp }: DataTableProps) {
  const { t, language } = useWords()
  const { message } = App.useApp()
  const address = useAddressQuery()
  const [before, setBefore] = useState<(string | undefined)[]>([])
  const [density, setDensity] = useRemembered<'compact' | 'default' | 'comfortable'>('density', 'default')
  const [chosen, setChosen] = useRemembered<string[]>(`columns-${name}`, [...columns])
  const [exporting, setExporting] = useState(false)
  const asked = { ...queryFor(list, address.query), ...fixed }
  const found = useQuery({
    queryKey: ['list', list.id, params ?? {}, asked],
    queryFn: async ({ signal }) =>
      (await call(list, { ...(params && { params }), query: { ...asked, ...limitOf(list, PAGE) } } as never, {
        signal,
      })) as PageAnswer,
    placeholderData: previous => previous,
  })
  const members = membersOf(itemOf(list.response as FieldSchema))
  const available = Object.keys(members).filter(
    key => !key.endsWith('Label') && key !== 'next' && key !== 'timeline' && key !== 'version' && key !== 'id',
  )
  const shown = [
    ...columns.filter(key => chosen.includes(key)),
    ...available.filter(key => chosen.includes(key) && !columns.includes(key)),
  ].filter(key => key in members || Object.keys(members).length === 0)
  const rows = found.data?.items ?? []
  const filtered = Object.keys(asked).some(key => key !== 'after')

  const exportAll = async () => {
    setExporting(true)
    try {
      const all: Row[] = []
      let after: string | undefined
      do {
        const page = (await call(list, {
          ...(params && { params }),
          query: { ...asked, ...limitOf(list, 100), after },
        } as never)) as PageAnswer
        all.push(...page.items)
        after = page.next
      } while (after && all.length < EXPORT_LIMIT)
      const text = csvOf(
        shown.map(key => labelOf(members[key] ?? {}, key, language)),
        all.slice(0, EXPORT_LIMIT).map(row => shown.map(key => plainOf(key, row[key], members[key], row, language))),
      )
      saveText(`${name}_${nowText().slice(0, 10)}.csv`, text)
      message.success(
        after ? t('state.export-limit', { count: EXPORT_LIMIT }) : t('state.exported', { count: all.length }),
      )
    } catch (error) {
      message.error(error instanceof Error && language in error ? String((error as never)[language]) : t('state.error'))
    } finally {
      setExporting(false)
    }
  }

  return (
    <div className={`data-table density-${density}`}>
      <div className="toolbar">
        <FilterBar
          list={list}
          query={address.query}
          onChange={next => {
            setBefore([])
            address.set({ ...next, after: undefined })
          }}
        />
        <div className="toolbar-end">
          <SavedFilters
            list={name}
            query={address.query}
            onChoose={next => {
              setBefore([])
              address.set(next)
            }}
          />
          <Button
            icon={<ReloadOutlined />}
            onClick={() => void found.refetch()}
            loading={found.isFetching}
            aria-label={t('action.refresh')}
            title={t('action.refresh')}
          />
          <Popover
            trigger="click"
            placement="bottomRight"
            content={
              <div className="column-settings">
                <Segmented
                  value={density}
                  onChange={next => setDensity(next)}
                  options={(['compact', 'default', 'comfortable'] as const).map(one => ({
                    value: one,
                    label: t(`density.${one}`),
                  }))}
                />
                <Checkbox.Group
                  value={chosen}
                  onChange={next => setChosen(next)}
                  options={[...new Set([...columns, ...available])].map(key => ({
                    value: key,
                    label: labelOf(members[key] ?? {}, key, language),
                  }))}
                />
              </div>
            }
          >
            <Button icon={<SettingOutlined />} aria-label={t('action.columns')} title={t('action.columns')} />
          </Popover>
          <Button
            icon={<DownloadOutlined />}
            loading={exporting}
            onClick={() => void exportAll()}
            disabled={rows.length === 0}
          >
            <span className="wide-only">{t('action.export')}</span>
          </Button>
        </div>
      </div>
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading rows={8} />
      ) : rows.length === 0 ? (
        <Empty
          title={t(filtered ? 'state.empty-filtered' : 'state.empty')}
          help={filtered ? t('state.empty-filtered-help') : emptyHelp}
        >
          {filtered ? <Button onClick={() => address.set({})}>{t('action.clear')}</Button> : emptyAction}
        </Empty>
      ) : (
        <div className="table-box sticky" tabIndex={0}>
          <table className="data responsive">
            <thead>
              <tr>
                {shown.map(key => (
                  <th
                    key={key}
                    scope="col"
                    className={rows.some(row => typeof row[key] === 'number') ? 'number' : undefined}
                  >
                    {labelOf(members[key] ?? {}, key, language)}
                  </th>
                ))}
                {rows.some(row => hasNext(row)) && (
                  <th scope="col">
                    <span className="sr-only">{t('detail.next')}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => {
                const to = rowLink?.(row)
                return (
                  <tr key={String(row.id ?? index)} className={row.late === true ? 'late' : undefined}>
                    {shown.map((key, at) => (
                      <td
                        key={key}
                        data-label={labelOf(members[key] ?? {}, key, language)}
                        className={typeof row[key] === 'number' ? 'number' : undefined}
                      >
                        {at === 0 && to ? (
                          <Link to={to} className="row-link">
                            {plainOf(key, row[key], members[key], row, language) || t('action.open')}
                          </Link>
                        ) : (
                          <CellValue name={key} row={row} schema={members[key]} language={language} />
                        )}
                      </td>
                    ))}
                    {hasNext(row) && (
                      <td className="row-actions">
                        {rowLink ? null : <RowActions next={row.next as Next[]} row={row} />}
                      </td>
                    )}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <div className="pager">
        <span className="muted" role="status">
          {found.data?.total !== undefined
            ? t('state.total', { count: found.data.total })
            : rows.length > 0
              ? t('state.rows', { count: rows.length })
              : ''}
        </span>
        {address.query.after && before.length === 0 && (
          <Button onClick={() => address.set({ ...address.query, after: undefined })}>{t('action.first-page')}</Button>
        )}
        {before.length > 0 && (
          <Button
            onClick={() => {
              address.set({ ...address.query, after: before.at(-1) })
              setBefore(before.slice(0, -1))
            }}
          >
            {t('action.previous-page')}
          </Button>
        )}
        {found.data?.next && (
          <Button
            onClick={() => {
              setBefore([...before, address.query.after])
              address.set({ ...address.query, after: found.data?.next })
            }}
          >
            {t('action.next-page')}
          </Button>
        )}
      </div>
    </div>
  )
}

function RowActions({ next, row }: { next: readonly Next[]; row: Row }) {
  const { t } = useWords()
  if (next.length === 0) return null
  if (next.length <= 2) return <Actions next={next} data={row} layout="row" />
  return (
    <Dropdown
      trigger={['click']}
      popupRender={() => (
        <div className="popup">
          <Actions next={next} data={row} />
        </div>
      )}
    >
      <Button size="small">{t('detail.next')}</Button>
    </Dropdown>
  )
}

/** Long lists in cells are cut to what can be scanned; statuses and words as everywhere. */
function CellValue({
  name,
  row,
  schema,
  language,
}: {
  name: string
  row: Row
  schema?: FieldSchema
  language: 'zh' | 'en'
}) {
  const value = row[name]
  const kind = valueKind(name, value, schema)
  if (kind === 'none') return <span className="muted">—</span>
  if (['rows', 'object', 'party'].includes(kind)) {
    const text = plainOf(name, value, schema, row, language)
    return <span title={text}>{text.length > 40 ? `${text.slice(0, 40)}…` : text}</span>
  }
  return <Value name={name} value={value} schema={schema} sibling={row} />
}

const hasNext = (row: Row): boolean => Array.isArray(row.next) && row.next.length > 0

/** Only what the endpoint knows goes to the server: an address bookmarked long ago must not fail. */
function queryFor(list: Endpoint, query: Record<string, string | undefined>): Record<string, unknown> {
  const known = (list.query as FieldSchema | undefined)?.properties ?? {}
  return Object.fromEntries(
    Object.entries(query).filter(([key, value]) => key in known && value !== undefined && value !== ''),
  )
}

const limitOf = (list: Endpoint, limit: number): { limit?: number } =>
  (list.query as FieldSchema | undefined)?.properties?.limit ? { limit } : {}
