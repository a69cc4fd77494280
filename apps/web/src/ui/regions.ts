import { sayLabel } from './say.ts'

export interface Option {
  value: string
  label: string
}

/** The tree of regions as one list of `city / county` with codes; takes nested or flat regions. */
export function flatRegions(tree: unknown, language: 'zh' | 'en', above = ''): Option[] {
  const list = Array.isArray(tree)
    ? tree
    : typeof tree === 'object' && tree !== null
      ? Object.entries(tree).flatMap(([key, one]) =>
          Array.isArray(one) ? one : [typeof one === 'object' ? { code: key, ...one } : { code: key, name: one }],
        )
      : []
  return list.flatMap((one: Record<string, unknown>) => {
    const name = sayLabel(one.name, language)
    const path = above && name ? `${above} / ${name}` : name || above
    const below = one.children ?? one.counties ?? one.cities ?? one.prefectures ?? one.regions
    const self = /^[1-9]\d{5}$/.test(String(one.code ?? '')) ? [{ value: String(one.code), label: path }] : []
    return [...self, ...(below ? flatRegions(below, language, path) : [])]
  })
}

const NAMES = new WeakMap<object, Partial<Record<'zh' | 'en', Map<string, string>>>>()

/** Name of a region by its code; the code where the tree does not have it. */
export function regionName(tree: unknown, code: string, language: 'zh' | 'en'): string {
  if (typeof tree !== 'object' || tree === null) return code
  const known = NAMES.get(tree) ?? {}
  known[language] ??= new Map(flatRegions(tree, language).map(one => [one.value, one.label]))
  NAMES.set(tree, known)
  return known[language].get(code) ?? code
}
