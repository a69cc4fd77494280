import type { Next, ResponseOf, market } from '@tianfu/contract'
import { endpointNamed } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { Actions } from '../../ui/ActionPanel.tsx'
import { membersOf } from '../../ui/facts.ts'
import type { FieldSchema } from '../../ui/schema.ts'

type Programme = ResponseOf<typeof market.getMarketProgramme>

/** Versions of the method, each with the document that its hash is of. */
export function MarketMethods({ programme, methods }: { programme: string; methods: Programme['methods'] }) {
  const { t } = useWords()
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data">
        <thead>
          <tr>
            <th scope="col">{t('market.version')}</th>
            <th scope="col">{t('market.adopted-on')}</th>
            <th scope="col">{t('market.hash')}</th>
          </tr>
        </thead>
        <tbody>
          {methods.map(({ version, adoptedOn, sha256 }) => (
            <tr key={version}>
              <td>
                <a href={`/api/v1/market-programmes/${programme}/methods/${version}`} target="_blank" rel="noreferrer">
                  {version}
                </a>
              </td>
              <td>{adoptedOn}</td>
              <td>
                <code>{sha256}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where data come from and by which right; a source is ended where it stands. */
export function MarketSources({ sources, endings }: { sources: Programme['sources']; endings: readonly Next[] }) {
  const { t, of } = useWords()
  const schema = endpointNamed('getMarketProgramme').response as FieldSchema
  const members = membersOf(schema.properties?.sources?.items)
  const word = (key: string, value: string) => {
    const found = members[key]?.['x-words']?.choices?.[value]
    return found ? of(found) : value
  }
  return (
    <div className="table-box" tabIndex={0}>
      <table className="data responsive">
        <thead>
          <tr>
            <th scope="col">{t('market.source')}</th>
            <th scope="col">{t('market.kind-tier')}</th>
            <th scope="col">{t('market.basis')}</th>
            <th scope="col">{t('market.licence')}</th>
            <th scope="col">
              <span className="sr-only">{t('detail.next')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map(one => (
            <tr key={one.id}>
              <td data-label={t('market.source')}>{one.name}</td>
              <td data-label={t('market.kind-tier')}>
                {word('kind', one.kind)}
                <br />
                <span className="muted">{t('market.tier', { tier: one.tier })}</span>
              </td>
              <td data-label={t('market.basis')}>
                {word('basis', one.basis)}
                <br />
                <span className="muted">{one.basisDocument}</span>
              </td>
              <td data-label={t('market.licence')}>
                {one.licence}
                <br />
                <span className="muted">{one.lineage}</span>
              </td>
              <td className="row-actions">
                {one.endedOn ? (
                  t('market.ended', { day: one.endedOn })
                ) : (
                  <Actions next={endings.filter(({ params }) => params?.source === one.id)} data={one} layout="row" />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
