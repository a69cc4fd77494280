import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Next } from '@tianfu/contract'
import { call } from '../../call.ts'
import { endpointNamed, endpointOf } from '../../contract.ts'
import { useWords } from '../../i18n/index.ts'
import { labelOf } from '../../i18n/fields.ts'
import { canonical, subjectAt } from '../../subjects.ts'
import type { Subject } from '../../subjects.ts'
import { Actions } from '../../ui/ActionPanel.tsx'
import { Deadlines } from '../../ui/Deadlines.tsx'
import type { DeadlineShown } from '../../ui/Deadlines.tsx'
import { FileNames, namesOfFiles } from '../../ui/FileField.tsx'
import { FactList, Value } from '../../ui/Facts.tsx'
import { Page, Section } from '../../ui/Page.tsx'
import { Papers } from '../../ui/Papers.tsx'
import { Loading } from '../../ui/States.tsx'
import { StatusTag } from '../../ui/StatusTag.tsx'
import { Timeline } from '../../ui/Timeline.tsx'
import type { Entry } from '../../ui/Timeline.tsx'
import { divided, isText, membersOf } from '../../ui/facts.ts'
import { plainOf } from '../../ui/plain.ts'
import type { FieldSchema } from '../../ui/schema.ts'
import { wordOfValue } from '../../i18n/value-words.ts'
import { NotFoundPage, PageError } from './FallbackPages.tsx'
import { afterCreation } from './ListPage.tsx'

export type Detail = Record<string, unknown> & { next?: Next[]; timeline?: Entry[]; deadlines?: DeadlineShown[] }

/** One thing of a subject, from its detail endpoint. */
export function useDetail<T extends Detail = Detail>(path: string, id: string) {
  const subject = subjectAt(path)
  const endpoint = subject?.detail ? endpointOf(subject.detail) : undefined
  return useQuery({
    queryKey: ['detail', path, id],
    enabled: endpoint !== undefined,
    queryFn: async ({ signal }) =>
      (await call(endpoint!, { params: { [subject!.param ?? 'id']: id } } as never, { signal })) as T,
  })
}

/** The page of any kind of thing: facts and parts on the left, what to do, deadlines and history on the right. */
export function DetailPage() {
  const { section, id } = useParams({ strict: false }) as { section: string; id: string }
  const subject = subjectAt(section)
  const own = canonical(`/${section}/${encodeURIComponent(id)}`)
  if (own !== `/${section}/${encodeURIComponent(id)}`) return <Navigate to={own} replace />
  if (!subject?.detail) return <NotFoundPage />
  return <SubjectDetail key={`${section}/${id}`} subject={subject} id={id} />
}

function SubjectDetail({ subject, id }: { subject: Subject; id: string }) {
  const found = useDetail(subject.path, id)
  if (found.isError) return <PageError error={found.error} reset={() => void found.refetch()} />
  if (!found.data) return <Loading rows={8} />
  return (
    <DetailFrame subject={subject} data={found.data} id={id}>
      <DetailBody subject={subject} data={found.data} />
    </DetailFrame>
  )
}

/** Facts first, then each part under its own heading. */
export function DetailBody({ subject, data, skip }: { subject: Subject; data: Detail; skip?: ReadonlySet<string> }) {
  const { t, language } = useWords()
  const schema = endpointNamed(subject.detail!).response as FieldSchema
  const members = membersOf(schema)
  const { facts, parts } = divided(data, skip)
  const documents = data.documents as unknown[] | undefined
  return (
    <>
      {facts.length > 0 && (
        <Section title={t('detail.facts')}>
          <FactList data={withLabels(data, facts)} schema={schema} />
        </Section>
      )}
      {parts.map(([key, value]) => (
        <Section key={key} id={key} title={labelOf(members[key] ?? {}, key, language)}>
          <Value name={key} value={value} schema={members[key]} />
        </Section>
      ))}
      {Array.isArray(documents) &&
        documents.some(one => 'hash' in (one as object) || 'href' in (one as object)) &&
        !skip?.has('documents') && (
          <Section title={t('detail.documents')}>
            <Documents documents={documents as Record<string, unknown>[]} />
          </Section>
        )}
    </>
  )
}

/** Facts with the labels that came beside them; how the thing stands is said in the heading. */
const withLabels = (data: Detail, facts: readonly [string, unknown][]): Record<string, unknown> =>
  Object.fromEntries(
    facts
      .filter(([key]) => !['status', 'standing', 'state'].includes(key))
      .flatMap(([key, value]) => [
        [key, value],
        ...(`${key}Label` in data ? [[`${key}Label`, data[`${key}Label`]]] : []),
      ]),
  )

/** Files by their purpose, or addresses by their label. */
export function Documents({ documents }: { documents: readonly Record<string, unknown>[] }) {
  const { of } = useWords()
  return (
    <ul className="plain">
      {documents.map((one, index) => (
        <li key={index}>
          {typeof one.href === 'string' ? (
            <a href={one.href} target="_blank" rel="noreferrer">
              {isText(one.label) ? of(one.label) : String(one.label ?? one.href)}
            </a>
          ) : (
            <Value name="document" value={one} />
          )}
        </li>
      ))}
    </ul>
  )
}

export function titleOf(subject: Subject, data: Detail, language: 'zh' | 'en'): string {
  for (const key of subject.title) {
    const said = plainOf(key, data[key], undefined, data, language)
    if (said) return said
  }
  return String(data.number ?? data.id ?? '')
}

export function DetailFrame({
  subject,
  data,
  beside,
  id,
  children,
  actions,
  onOpen,
  title,
}: {
  subject: Subject
  data: Detail
  beside?: unknown
  id: string
  children: ReactNode
  actions?: ReactNode
  onOpen?: (next: Next) => boolean
  title?: string
}) {
  const { t, of, language } = useWords()
  const navigate = useNavigate()
  const state = ['status', 'standing', 'state'].find(key => typeof data[key] === 'string')
  const schema = endpointNamed(subject.detail!).response as FieldSchema
  const label = state
    ? (data[`${state}Label`] ??
      membersOf(schema)[state]?.['x-words']?.choices?.[data[state] as string] ??
      wordOfValue(data[state] as string))
    : undefined
  const offered: Next[] = (subject.offers ?? [])
    .filter(one => endpointOf(one))
    .map(endpoint => ({ endpoint, params: { [subject.param ?? 'id']: id } }))
  const next = [
    ...(data.next ?? []),
    ...offered.filter(one => !data.next?.some(other => other.endpoint === one.endpoint)),
  ]
  return (
    <Page
      title={title ?? titleOf(subject, data, language)}
      crumbs={[{ label: of(subject.name), to: `/${subject.path}` }]}
      status={state && <StatusTag status={data[state] as string} label={isText(label) ? label : String(label)} />}
      actions={
        <>
          {actions}
          <Button onClick={() => window.print()}>{t('detail.print')}</Button>
        </>
      }
    >
      <div className="detail">
        <div>
          <FileNames.Provider value={namesOfFiles(data.documents)}>{children}</FileNames.Provider>
          {subject.papers && <Papers list={subject.papers} id={id} version={data.version} />}
        </div>
        <aside className="detail-side">
          <div className="first">
            <Section title={t('detail.next')}>
              <Actions
                next={next}
                data={beside === undefined ? data : { ...data, beside }}
                onOpen={onOpen}
                onDone={(answer, endpoint) => {
                  const to =
                    endpoint.startsWith('create') ||
                    endpoint.startsWith('apply') ||
                    endpoint.startsWith('place') ||
                    endpoint === 'publishDeclaration' ||
                    endpoint === 'issueOrder'
                      ? afterCreation(endpoint, answer)
                      : undefined
                  if (to) void navigate({ to })
                  else if (/^(discard|delete)/.test(endpoint)) void navigate({ to: `/${subject.path}` })
                }}
              />
            </Section>
            {data.deadlines && data.deadlines.length > 0 && (
              <Section title={t('detail.deadlines')}>
                <Deadlines deadlines={data.deadlines} />
              </Section>
            )}
          </div>
          <div className="after">
            {data.timeline && data.timeline.length > 0 && (
              <Section title={t('detail.timeline')}>
                <Timeline entries={data.timeline} />
              </Section>
            )}
            {typeof data.id === 'string' && (
              <p className="small">
                <Link to="/explanations" search={{ subjectType: subject.type, subject: data.id } as never}>
                  {t('detail.why')}
                </Link>
              </p>
            )}
          </div>
        </aside>
      </div>
    </Page>
  )
}
