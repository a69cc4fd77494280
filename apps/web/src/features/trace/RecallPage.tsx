import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Button, Select } from 'antd'
import { call } from '../../call.ts'
import { endpointNamed } from '../../contract.ts'
import { labelOf } from '../../i18n/fields.ts'
import { useWords } from '../../i18n/index.ts'
import { actingIn, useSession } from '../../session.ts'
import { membersOf } from '../../ui/facts.ts'
import { csvOf, saveText } from '../../ui/csv.ts'
import { momentOf } from '../../ui/format.ts'
import { Page, Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import type { FieldSchema } from '../../ui/schema.ts'
import { useAddressQuery } from '../../ui/useAddressQuery.ts'
import { RecallGraph } from './RecallGraph.tsx'
import { reachedBy, rowsOf, shortOf } from './recall.ts'
import type { Recall, RecallNode, RecallWords } from './recall.ts'

const recallEndpoint = () => endpointNamed('getTraceRecall')

/** Heading of a column by the words of the contract. */
function useColumn(): (key: keyof RecallNode) => string {
  const { language } = useWords()
  const members = membersOf(membersOf(recallEndpoint().response as FieldSchema).nodes?.items)
  return key => labelOf(members[key] ?? {}, key, language)
}

/** Whom a recall of a lot must reach: as a graph, as a list that says all of it, and as a file. */
export function RecallPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { t, of } = useWords()
  const address = useAddressQuery()
  const authority = actingIn(useSession().data)?.capacity === 'authority'
  const ground = authority ? address.query.ground : undefined
  const grounds = useQuery({
    queryKey: ['grounds', 'recall'],
    enabled: authority,
    queryFn: async () => await call(endpointNamed('listGrounds'), { query: { list: 'recall', limit: 100 } } as never),
  })
  const found = useQuery({
    queryKey: ['recall', id, ground ?? ''],
    enabled: !authority || ground !== undefined,
    // Each look of an authority is kept: none without somebody having asked.
    refetchOnWindowFocus: false,
    retry: false,
    queryFn: async () =>
      (await call(recallEndpoint(), { params: { id }, query: { ground } } as never)) as unknown as Recall,
  })
  const choices = ((grounds.data as { items?: { id: string; name: { zh: string } }[] } | undefined)?.items ?? [])
    .map(one => ({ value: one.id, label: of(one.name) }))
  return (
    <Page
      title={t('recall.title', { lot: id.replace(/^\d{14}\./, '') })}
      help={t('recall.help')}
      crumbs={[{ label: t('recall.lot'), to: `/trace-lots/${encodeURIComponent(id)}` }]}
      actions={found.data && <Export recall={found.data} name={id} />}
    >
      {authority && (
        <Section title={t('recall.ground')}>
          <p className="muted">{t('recall.ground-help')}</p>
          <Select
            aria-label={t('recall.ground')}
            style={{ minWidth: 280 }}
            value={ground}
            options={choices}
            loading={grounds.isPending}
            onChange={next => address.set({ ground: next })}
          />
        </Section>
      )}
      {authority && ground === undefined ? null : found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading rows={8} />
      ) : (
        <Found recall={found.data} />
      )}
    </Page>
  )
}

function Found({ recall }: { recall: Recall }) {
  const { t, of } = useWords()
  const nowhere = recall.nodes.length === 1 && recall.nodes[0]?.holders.length === 0
  return (
    <>
      {!recall.whole && <Alert type="warning" showIcon title={t('recall.part')} style={{ marginBottom: 12 }} />}
      {nowhere && <Empty title={t('recall.nowhere')} help={t('recall.nowhere-help')} />}
      {recall.nodes.length > 1 && (
        <Section title={t('recall.graph')}>
          <RecallGraph recall={recall} />
        </Section>
      )}
      <Section title={t('recall.list')}>
        <RecallList recall={recall} />
      </Section>
      {recall.looks && recall.looks.length > 0 && (
        <Section title={t('recall.looks')}>
          <ul>
            {recall.looks.map(one => (
              <li key={`${one.at} ${of(one.by)}`}>
                {momentOf(one.at)} {of(one.by)}：{of(one.ground)}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

/** Every place with what it came out of, who holds it and which codes are on it. */
function RecallList({ recall }: { recall: Recall }) {
  const { t, of } = useWords()
  const words = useRecallWords()
  const column = useColumn()
  return (
    <div className="table-box" tabIndex={0} role="region" aria-label={t('recall.list')}>
      <table className="data">
        <thead>
          <tr>
            {(['steps', 'item', 'productName'] as const).map(key => (
              <th key={key} scope="col">
                {column(key)}
              </th>
            ))}
            <th scope="col">{t('recall.out-of')}</th>
            {(['holders', 'codes'] as const).map(key => (
              <th key={key} scope="col">
                {column(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {recall.nodes.map(node => (
            <tr key={node.item}>
              <td>{node.steps}</td>
              <td>
                <Place node={node} />
              </td>
              <td>{node.productName ? of(node.productName) : ''}</td>
              <td>
                {reachedBy(recall, node.item).map(({ from, by }) => (
                  <div key={from}>
                    {words.how(by)} {shortOf(from)}
                  </div>
                ))}
              </td>
              <td>
                {node.holders.map(one => (
                  <div key={one.uscc}>
                    {of(one.name)} <span className="muted small">{momentOf(one.since)}</span>
                    {!one.confirmed && <div className="small">▲ {t('recall.unconfirmed')}</div>}
                  </div>
                ))}
              </td>
              <td>
                {node.codes.map(one => (
                  <div key={`${one.batch} ${one.from}`}>
                    <Link to={`/code-batches/${one.batch}`}>
                      {one.from}–{one.to}
                    </Link>{' '}
                    <span className="muted small">{one.producedOn}</span>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Place({ node }: { node: RecallNode }) {
  const { t } = useWords()
  const lot = node.gtin && node.lot ? `${node.gtin}.${node.lot}` : undefined
  return (
    <>
      {lot ? <Link to={`/trace-lots/${encodeURIComponent(lot)}`}>{node.lot}</Link> : <code>{shortOf(node.item)}</code>}
      {node.more && lot && (
        <div className="small">
          <Link to={`/trace-lots/${encodeURIComponent(lot)}/recall`}>{t('recall.go-on')}</Link>
        </div>
      )}
    </>
  )
}

function useRecallWords(): RecallWords {
  const { t, of } = useWords()
  return {
    of,
    how: by => t(by === 'made-into' ? 'recall.made-from' : 'recall.packed-of'),
    yes: t('state.yes'),
    no: t('state.no'),
  }
}

function Export({ recall, name }: { recall: Recall; name: string }) {
  const { t } = useWords()
  const words = useRecallWords()
  const column = useColumn()
  return (
    <Button
      onClick={() =>
        saveText(
          `recall-${name}.csv`,
          csvOf(
            [
              column('steps'), column('item'), column('gtin'), column('lot'), column('productName'), t('recall.out-of'),
              column('codes'), column('more'), column('holders'), t('recall.uscc'), t('recall.since'),
              t('recall.confirmed'),
            ],
            rowsOf(recall, words),
          ),
        )
      }
    >
      {t('action.export')}
    </Button>
  )
}
