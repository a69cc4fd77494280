import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import type { Text } from '@tianfu/kernel'
import { call } from '../call.ts'
import { endpointOf } from '../contract.ts'
import { useWords } from '../i18n/index.ts'
import { useVocabulary } from '../vocabulary.ts'
import type { ControlProps } from './Control.tsx'
import { flatRegions } from './regions.ts'
import type { Option } from './regions.ts'
import { sayLabel } from './say.ts'
import { withoutNull } from './schema.ts'

const DEFAULT_SOURCE = {
  organisation: { endpoint: 'listOrganisations', value: 'id', label: 'name' },
  person: { endpoint: 'listStaff', value: 'person', label: 'name' },
} as const

/** Chooses from a list of the server, searching as one types. */
export function PickField({
  id,
  schema,
  value,
  onChange,
  invalid,
  describedBy,
  context,
  many,
}: ControlProps & { many: boolean }) {
  const { t, language } = useWords()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed)
  const own = withoutNull(schema)['x-words'] ?? schema.items?.['x-words']
  const inner = schema.items?.['x-words']
  const widget = own?.widget ?? inner?.widget
  const from = own?.from ?? inner?.from ?? (widget === 'person' ? DEFAULT_SOURCE.person : DEFAULT_SOURCE.organisation)
  const grounds = useGrounds(from)
  const endpoint = grounds ? undefined : endpointOf(from.endpoint)
  const query = endpoint ? filled('query' in from ? from.query : undefined, context) : {}
  const searches = takes(endpoint, 'q')
  const found = useQuery({
    queryKey: ['pick', from.endpoint, query, searches ? q : '', paramsFor(endpoint, context)],
    enabled: endpoint !== undefined,
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await call(
        endpoint!,
        {
          params: paramsFor(endpoint, context),
          query: { ...query, ...(takes(endpoint, 'limit') && { limit: 50 }), ...(searches && q && { q }) },
        } as never,
        { signal },
      )) as { items?: Record<string, unknown>[] },
  })
  const options: Option[] = grounds
    ? grounds.map(one => ({ value: one.id, label: sayLabel(one.name, language) }))
    : (found.data?.items ?? []).map(item => ({
        value: String(at(item, from.value) ?? item.id ?? ''),
        label: labelOfItem(item, from.label, language),
      }))
  return (
    <Select
      id={id}
      value={(value ?? (many ? [] : undefined)) as never}
      {...(many && { mode: 'multiple' as const })}
      allowClear
      options={options}
      loading={found.isFetching}
      placeholder={t('form.choose')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      notFoundContent={found.isFetching ? t('state.loading') : t('form.nothing-found')}
      style={{ width: '100%' }}
      showSearch={{
        filterOption: searches
          ? false
          : (input, option) => (option?.label ?? '').toLowerCase().includes(input.toLowerCase()),
        onSearch: setTyped,
      }}
      onChange={(next: unknown) => onChange(next ?? undefined)}
    />
  )
}

/** Grounds come with the vocabulary of the edition; some fields name them so. */
function useGrounds(from: {
  endpoint: string
  query?: Record<string, string>
}): { id: string; name: Text | string }[] | undefined {
  const vocabulary = useVocabulary()
  const list = from.query?.grounds
  if (!list || !/vocabulary/i.test(from.endpoint)) return undefined
  const entries = (vocabulary?.grounds as Record<string, unknown> | undefined)?.[list]
  if (Array.isArray(entries)) return entries as { id: string; name: Text }[]
  return Object.entries((entries ?? {}) as Record<string, { name?: Text } & Text>).map(([id, one]) => ({
    id,
    name: one.name ?? one,
  }))
}

const takes = (endpoint: ReturnType<typeof endpointOf>, name: string): boolean =>
  Boolean(
    (endpoint?.query as { properties?: object } | undefined)?.properties &&
    name in (endpoint!.query as { properties: object }).properties,
  )

/** Fills `{name}` of a fixed query from the values around the field; what is not known is left out. */
function filled(query: Record<string, string> | undefined, context: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(query ?? {}).map(([key, value]) => {
    const name = /^\{(.+)\}$/.exec(value)?.[1]
    return [key, name === undefined ? value : context[name]] as const
  })
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  )
}

const paramsFor = (endpoint: ReturnType<typeof endpointOf>, context: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    [...(endpoint?.url.matchAll(/:(\w+)/g) ?? [])].map(([, name]) => [name!, String(context[name!] ?? '')]),
  )

const at = (item: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], item)

/** What people recognise an item by: the label, and the number beside it where there is one. */
export function labelOfItem(item: Record<string, unknown>, label: string, language: 'zh' | 'en'): string {
  const named = ['name', 'title', 'number', 'label', 'login', 'code', 'id'].map(key => item[key])
  const main = [at(item, label), ...named].map(value => sayLabel(value, language)).find(said => said !== '') ?? ''
  const beside = [item.number, item.uscc, item.gtin, item.product, item.models]
    .map(value => (Array.isArray(value) ? value.join('、') : sayLabel(value, language)))
    .find(said => said !== '' && said !== main && !UUID.test(said))
  return beside ? `${main}（${beside}）` : main
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/

/** Prefecture and county from the region tree of the scheme. */
export function RegionField({ id, value, onChange, invalid, describedBy }: ControlProps) {
  const { t, language } = useWords()
  const vocabulary = useVocabulary()
  const regions = flatRegions(vocabulary?.regions, language)
  return (
    <Select
      id={id}
      value={value as string | undefined}
      allowClear
      options={regions}
      placeholder={t('form.search')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      style={{ width: '100%' }}
      showSearch={{
        filterOption: (input, option) =>
          `${option?.label ?? ''}${option?.value ?? ''}`.toLowerCase().includes(input.toLowerCase()),
      }}
      onChange={next => onChange(next ?? undefined)}
    />
  )
}

/** Industry class of GB/T 4754, searched on the server. */
export function IndustryField({ id, value, onChange, invalid, describedBy }: ControlProps) {
  const { t, language } = useWords()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed)
  const endpoint = endpointOf('searchIndustries')
  const asked = q || (typeof value === 'string' ? value : '')
  const found = useQuery({
    queryKey: ['industries', asked],
    enabled: endpoint !== undefined,
    staleTime: 300_000,
    queryFn: async () =>
      (await call(endpoint!, { query: { ...(asked && { q: asked }), limit: 50 } } as never)) as {
        items: { code: string; name: Text }[]
      },
  })
  return (
    <Select
      id={id}
      value={value as string | undefined}
      allowClear
      placeholder={t('form.search')}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      style={{ width: '100%' }}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={found.isFetching ? t('state.loading') : t('form.nothing-found')}
      options={(found.data?.items ?? []).map(one => ({
        value: one.code,
        label: `${one.code} ${sayLabel(one.name, language)}`,
      }))}
      onChange={next => onChange(next ?? undefined)}
    />
  )
}
