import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ResponseOf, desk } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { call } from '../call.ts'
import { endpointNamed } from '../contract.ts'

type Answer = ResponseOf<typeof desk.search>
export type Hit = Answer['items'][number]

/** Kinds in the order in which they are shown where hits are equally good. */
export const KIND_WORDS: Readonly<Record<string, Required<Text>>> = {
  organisation: { zh: '企业与机构', en: 'Organisations' },
  product: { zh: '产品', en: 'Products' },
  brand: { zh: '品牌', en: 'Brands' },
  site: { zh: '生产场所', en: 'Sites' },
  application: { zh: '认证申请', en: 'Applications' },
  'certificate-change': { zh: '证书变更', en: 'Changes of certificates' },
  appeal: { zh: '申诉和投诉', en: 'Appeals and complaints' },
  'test-order': { zh: '检测委托', en: 'Test orders' },
  certificate: { zh: '证书', en: 'Certificates' },
  licence: { zh: '标识使用许可', en: 'Licences' },
  'code-order': { zh: '标识码申领', en: 'Orders of codes' },
  declaration: { zh: '自主申明', en: 'Declarations' },
  order: { zh: '责令改正', en: 'Orders' },
  report: { zh: '举报', en: 'Reports' },
  standard: { zh: '标准', en: 'Standards' },
  rule: { zh: '认证实施规则', en: 'Certification rules' },
  body: { zh: '认证机构', en: 'Certification bodies' },
  laboratory: { zh: '检测机构', en: 'Laboratories' },
  'market-programme': { zh: '市场评价项目', en: 'Market evaluations' },
}

/** What the caller may see of `q`; at most `each` of a kind, or 50 of one kind. */
export function useSearch(q: string, of: { each: number } | { kind: string }) {
  const asked = q.trim().slice(0, 100)
  return useQuery({
    queryKey: ['search', asked, of],
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await call(endpointNamed('search'), {
        query: { q: asked, ...of, ...('kind' in of && { limit: 50 }) },
      } as never, { signal })) as Answer,
  })
}

/** `value` once it has rested: typing a word asks once, not at every letter. */
export function useRested(value: string, ms = 150): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return rested
}

/** Hits by kind, the kind of the best hit first. */
export function grouped(hits: readonly Hit[]): [kind: string, hits: Hit[]][] {
  const groups = new Map<string, Hit[]>()
  for (const hit of hits) groups.set(hit.kind, [...(groups.get(hit.kind) ?? []), hit])
  return [...groups]
}

/** Parts of `text`, those that were asked for marked. */
export function marked(text: string, found: Hit['found']): { text: string; hit: boolean }[] {
  const parts: { text: string; hit: boolean }[] = []
  let at = 0
  for (const [from = 0, to = 0] of found.find(one => one.text === text)?.spans ?? []) {
    if (from < at || to > text.length) continue
    if (from > at) parts.push({ text: text.slice(at, from), hit: false })
    parts.push({ text: text.slice(from, to), hit: true })
    at = to
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false })
  return parts
}

/** Texts in which it was found and that its line does not show anyway, such as a former name. */
export const alsoFound = ({ title, numbers, found }: Hit, shown: string): string[] =>
  found.map(({ text }) => text).filter(text => text !== shown && text !== title.zh && !numbers.includes(text))
