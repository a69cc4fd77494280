import type { World } from '../../platform/work.ts'

/** How places, brands and programmes are called here, in small letters: what people of the place make passwords of. */
export function placeWords({ editions, reference }: Pick<World, 'editions' | 'reference'>): ReadonlySet<string> {
  const words = new Set<string>()
  const add = (name: string) => {
    const parts = name.toLowerCase().split(/[^\p{L}]+/u).filter((part) => part !== '')
    for (const word of [...parts, parts.join('')]) {
      words.add(word)
      words.add(word.replace(/(?<=..)[省市区县州]$/u, ''))
    }
  }
  for (const { id, brand, programmes } of editions) {
    add(id)
    for (const { name } of [brand, ...programmes]) for (const text of [name.zh, name.en ?? '']) add(text)
  }
  for (const { name } of reference.regions.byCode.values()) for (const text of [name.zh, name.en ?? '']) add(text)
  words.delete('')
  return words
}
