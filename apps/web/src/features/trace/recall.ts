import type { ResponseOf, trace } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'

export type Recall = ResponseOf<typeof trace.getTraceRecall>
export type RecallNode = Recall['nodes'][number]

/** As many boxes as a screen can be read with; the list has all. */
const DRAWN_AT_MOST = 60

export interface Drawn {
  readonly node: RecallNode
  readonly column: number
  readonly row: number
}

/** Places of a recall in columns by their steps from the lot, in the order of the list; links between what is drawn. */
export function layersOf({ nodes, links }: Recall) {
  const counts = new Map<number, number>()
  const places: Drawn[] = nodes.slice(0, DRAWN_AT_MOST).map(node => {
    const row = counts.get(node.steps) ?? 0
    counts.set(node.steps, row + 1)
    return { node, column: node.steps, row }
  })
  const placeOf = new Map(places.map(one => [one.node.item, one]))
  return {
    places,
    // A circle that was linked by mistake is in the list; drawn it would run backwards through the others.
    links: links.flatMap(({ from, to, by }) => {
      const [one, other] = [placeOf.get(from), placeOf.get(to)]
      return one && other && one.column < other.column ? [{ from: one, to: other, by }] : []
    }),
    left: nodes.length - places.length,
    columns: Math.max(0, ...counts.keys()) + 1,
    rows: Math.max(0, ...counts.values()),
  }
}

/** A thing as short as it can be told apart: the lot, or the identifier without the address that all share. */
export const shortOf = (item: string): string =>
  /\/01\/\d{14}\/10\/([^/]+)$/.exec(item)?.[1] ?? item.replace(/^https:\/\/id\.gs1\.org\//, '')

/** What stands in the list for each place: what it came out of or lies in, in words. */
export const reachedBy = (recall: Recall, item: string): Recall['links'] =>
  recall.links.filter(link => link.to === item)

export interface RecallWords {
  of(text: Text): string
  how(by: Recall['links'][number]['by']): string
  readonly yes: string
  readonly no: string
}

/** Rows of the exported file: one for each holder of each place, and one for a place that nobody was given. */
export function rowsOf(recall: Recall, words: RecallWords): string[][] {
  return recall.nodes.flatMap(node => {
    const { item, steps, lot, gtin } = node
    const place = [
      String(steps), item, gtin ?? '', lot ?? '', node.productName ? words.of(node.productName) : '',
      reachedBy(recall, item).map(({ from, by }) => `${words.how(by)} ${from}`).join('; '),
      node.codes.map(({ batch, from, to }) => `${batch} ${from}–${to}`).join('; '), node.more ? words.yes : words.no,
    ]
    const holders = node.holders.map(({ name, uscc, since, confirmed }) =>
      [words.of(name), uscc, since, confirmed ? words.yes : words.no])
    return holders.length === 0 ? [[...place, '', '', '', '']] : holders.map(holder => [...place, ...holder])
  })
}
