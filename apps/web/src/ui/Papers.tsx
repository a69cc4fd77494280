import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ResponseOf, papers } from '@tianfu/contract'
import { call } from '../call.ts'
import { endpointNamed, endpointOf } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { Section } from './Page.tsx'

type Index = ResponseOf<typeof papers.listApplicationPapers>

/** The papers of a thing with a button for each format; below, what does not exist yet and what must happen first. */
export function Papers({ list, id, version }: { list: string; id: string; version?: unknown }) {
  const { t, of } = useWords()
  const found = useQuery({
    queryKey: ['papers', list, id, version],
    enabled: endpointOf(list) !== undefined,
    queryFn: async ({ signal }) => (await call(endpointNamed(list), { params: { id } } as never, { signal })) as Index,
  })
  const items = found.data?.items ?? []
  if (items.length === 0) return null
  const made = items.filter(one => one.files.length > 0)
  const missing = items.filter(one => one.notYet)
  return (
    <Section id="papers" title={t('papers.title')}>
      {made.length > 0 && (
        <ul className="plain papers">
          {made.map(one => (
            <li key={`${one.kind}/${one.of ?? ''}`}>
              <span>
                {of(one.title)}{' '}
                <span className="muted small">
                  {one.number} · {one.on}
                </span>
              </span>
              <span className="paper-files">
                {one.files.map(({ format, href }) => (
                  <Button
                    key={format}
                    size="small"
                    href={href}
                    target="_blank"
                    aria-label={`${of(one.title)} ${one.number ?? ''} ${t(`papers.${format}`)}`}
                  >
                    {t(`papers.${format}`)}
                  </Button>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {missing.length > 0 && (
        <details>
          <summary>{t('papers.missing')}</summary>
          <ul className="plain small muted">
            {missing.map(one => (
              <li key={one.kind}>
                {of(one.title)}: {of(one.notYet!)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}
