import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { endpointOf } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { ActionForm } from '../../ui/ActionPanel.tsx'
import { Answers } from '../../ui/Answers.tsx'
import { FileNames, namesOfFiles } from '../../ui/FileField.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/States.tsx'
import { NotFoundPage, PageError } from '../pages/FallbackPages.tsx'
import { useDetail } from '../pages/DetailPage.tsx'
import { EvaluationParts, Steps } from './ApplicationPage.tsx'
import { useStandards } from './draft.ts'
import type { ApplicationFile } from './draft.ts'

/** Documents on the left, the form on the right; J and K go through the documents. */
export function DecisionPage() {
  const { id, action } = useParams({ strict: false }) as { id: string; action: string }
  const { at } = useSearch({ strict: false }) as { at?: string }
  const { t, of } = useWords()
  const navigate = useNavigate()
  const found = useDetail<ApplicationFile>('applications', id)
  const standards = useStandards(found.data?.standards ?? [])
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={10} />
  const data = found.data
  const endpoint = endpointOf(action)
  const next =
    data.next?.[Number(at)]?.endpoint === action
      ? data.next[Number(at)]
      : data.next?.find(one => one.endpoint === action)
  if (!endpoint) return <NotFoundPage />
  const back = () => void navigate({ to: '/applications/$id', params: { id } })
  return (
    <Page
      title={of(endpoint.summary)}
      crumbs={[{ label: `${data.number} · ${data.product.name}`, to: `/applications/${id}` }]}
    >
      <Steps steps={data.steps} />
      <FileNames.Provider value={namesOfFiles(data.documents)}>
        <div className="decision">
          <Viewer documents={data.documents} />
          <div>
            <Section title={of(endpoint.summary)}>
              {next && !next.refused ? (
                <ActionForm next={next} data={{ ...data, beside: standards }} onCancel={back} onDone={back} />
              ) : (
                <Empty title={next?.refused ? of(next.refused) : t('detail.next-none')} />
              )}
            </Section>
            <EvaluationParts data={data} />
            <Section title={t('apply.answers')}>
              <Answers groups={data.answers} />
            </Section>
          </div>
        </div>
      </FileNames.Provider>
    </Page>
  )
}

function Viewer({ documents }: { documents: ApplicationFile['documents'] }) {
  const { t, of } = useWords()
  const [at, setAt] = useState(0)
  const shown = documents[at]
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'j') setAt(now => Math.min(now + 1, documents.length - 1))
      if (event.key === 'k') setAt(now => Math.max(now - 1, 0))
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [documents.length])
  if (!shown) return <Empty title={t('detail.documents-none')} />
  const href = `/api/v1/files/${shown.hash}`
  return (
    <div className="viewer">
      <div className="viewer-list" role="tablist" aria-label={t('detail.documents')}>
        {documents.map((one, index) => (
          <button
            key={`${one.hash}-${index}`}
            type="button"
            role="tab"
            aria-selected={index === at}
            className={index === at ? 'step step-current' : 'step'}
            onClick={() => setAt(index)}
          >
            {of(one.purpose)}
          </button>
        ))}
      </div>
      <p style={{ padding: '6px 10px', margin: 0 }}>
        {shown.name} ·{' '}
        <a href={href} target="_blank" rel="noreferrer">
          {t('detail.open-new')}
        </a>
      </p>
      <Shown key={shown.hash} href={href} type={shown.type} label={of(shown.purpose)} />
    </div>
  )
}

/** Bytes are fetched and shown from memory: the server sends files for download only. */
function Shown({ href, type, label }: { href: string; type: string; label: string }) {
  const { t } = useWords()
  const viewable = /^(image\/(png|jpeg|webp|gif)|application\/pdf|text\/plain)$/.test(type)
  const found = useQuery({
    queryKey: ['bytes', href],
    enabled: viewable,
    staleTime: Infinity,
    queryFn: async () => {
      const response = await fetch(href, { credentials: 'same-origin' })
      if (!response.ok) throw new Error(String(response.status))
      return new Blob([await response.arrayBuffer()], { type })
    },
  })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!found.data) return
    const made = URL.createObjectURL(found.data)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [found.data])
  if (!viewable) return <Empty title={t('detail.not-printable')} />
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  if (!url) return <Loading />
  return type.startsWith('image/') ? <img src={url} alt={label} /> : <iframe src={url} title={label} />
}
