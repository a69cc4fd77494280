/**
 * Counts what a backtracking matcher does, so that a regular expression whose time grows faster than its text is found
 * without a clock: texts of one and of twice the length are made for each of its loops and the steps compared.
 * Loops of alternatives, classes, look-around and groups are understood; a back reference counts as nothing.
 */
type Node =
  | { kind: 'one'; fits: (character: string) => boolean }
  | { kind: 'sequence' | 'choice'; of: Node[] }
  | { kind: 'loop'; of: Node; least: number; most: number; lazy: boolean }
  | { kind: 'start' | 'end' | 'edge' }
  | { kind: 'look'; of: Node; negative: boolean }

/** What texts are tried with: one of each kind that the sources tell apart. */
const TRIED = [...'a0A-/.:=+ _%("=,;\n\t\u4e00\u2010b1Z$@<']
/** What follows the repeated part, so that the whole does not fit. */
const JUNK = ['\u0001', '<', ' ', 'x']
/** A class, an escape or a character. */
const ATOM = /^(?:\[(?:\\[^]|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|u[0-9a-fA-F]{4}|u\{[^}]*\}|x[0-9a-fA-F]{2}|[^])|[^])/
const MOST_STEPS = 3_000_000

function parse(source: string, flags: string): Node {
  let at = 0
  const one = (text: string): Node => {
    const form = new RegExp(`^(?:${text})$`, flags.replace(/[gy]/g, ''))
    const known = new Map<string, boolean>()
    return { kind: 'one', fits: (character) => {
      if (!known.has(character)) known.set(character, form.test(character))
      return known.get(character) as boolean
    } }
  }
  const choice = (): Node => {
    const of = [sequence()]
    while (source[at] === '|') {
      at++
      of.push(sequence())
    }
    return of.length === 1 ? of[0] as Node : { kind: 'choice', of }
  }
  const sequence = (): Node => {
    const of: Node[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')') of.push(counted(atom()))
    return { kind: 'sequence', of }
  }
  const counted = (of: Node): Node => {
    const [text, mark, low, comma, high] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})/.exec(source.slice(at)) ?? []
    if (text === undefined) return of
    at += text.length
    const lazy = source[at] === '?'
    if (lazy) at++
    const least = mark ? (mark === '+' ? 1 : 0) : Number(low)
    const most = mark ? (mark === '?' ? 1 : Infinity) : comma ? (high ? Number(high) : Infinity) : least
    return { kind: 'loop', of, least, most, lazy }
  }
  const atom = (): Node => {
    const rest = source.slice(at)
    if (rest[0] === '(') return group(rest)
    if (rest[0] === '^' || rest[0] === '$') {
      at++
      return { kind: rest[0] === '^' ? 'start' : 'end' }
    }
    if (/^\\[bB]/.test(rest)) {
      at += 2
      return { kind: 'edge' }
    }
    if (/^\\[1-9]/.test(rest)) {
      at += 2
      return { kind: 'sequence', of: [] }
    }
    const [text = ''] = ATOM.exec(rest) ?? []
    at += text.length
    return one(text)
  }
  const group = (rest: string): Node => {
    const [open = ''] = /^\((?:\?(?::|<?[=!]|<[A-Za-z]\w*>))?/.exec(rest) ?? []
    at += open.length
    const of = choice()
    at++
    // Look-behind is rare and short here: it is taken as always fulfilled.
    if (/^\(\?<[=!]/.test(open)) return { kind: 'sequence', of: [] }
    return /[=!]$/.test(open) ? { kind: 'look', of, negative: open.endsWith('!') } : of
  }
  return choice()
}

/** Steps that trying the expression at every place of the text takes, until it matches. */
function stepsOf(node: Node, text: string, sticky: boolean): number {
  let steps = 0
  const match = (one: Node, i: number, then: (i: number) => boolean): boolean => {
    if (++steps > MOST_STEPS) throw new RangeError('too many steps')
    switch (one.kind) {
      case 'one': return i < text.length && one.fits(text[i] as string) && then(i + 1)
      case 'start': return i === 0 && then(i)
      case 'end': return i === text.length && then(i)
      case 'edge': return then(i)
      case 'look': return match(one.of, i, () => true) !== one.negative && then(i)
      case 'choice': return one.of.some((part) => match(part, i, then))
      case 'sequence': return follow(one.of, 0, i, then)
      case 'loop': return repeat(one, 0, i, then)
    }
  }
  const follow = (parts: readonly Node[], n: number, i: number, then: (i: number) => boolean): boolean =>
    (n === parts.length ? then(i) : match(parts[n] as Node, i, (next) => follow(parts, n + 1, next, then)))
  const repeat = (loop: Node & { kind: 'loop' }, n: number, i: number, then: (i: number) => boolean): boolean => {
    const again = () => n < loop.most && match(loop.of, i, (next) => next > i && repeat(loop, n + 1, next, then))
    if (n < loop.least) return match(loop.of, i, (next) => repeat(loop, n + 1, next, then))
    return loop.lazy ? then(i) || again() : again() || then(i)
  }
  for (let start = 0; start <= (sticky ? 0 : text.length); start++) if (match(node, start, () => true)) break
  return steps
}

/** A short text that the node takes, made of `liked` where it may be. */
function sample(node: Node, liked: string): string {
  switch (node.kind) {
    case 'one': return [liked, ...TRIED].find((character) => node.fits(character)) ?? printable(node.fits)
    case 'sequence': return node.of.map((part) => sample(part, liked)).join('')
    case 'choice': return sample(node.of[0] as Node, liked)
    case 'loop': return sample(node.of, liked).repeat(Math.min(node.least, 40))
    default: return ''
  }
}
const printable = (fits: (character: string) => boolean): string => {
  for (let code = 1; code < 0x3100; code++) if (fits(String.fromCharCode(code))) return String.fromCharCode(code)
  return ''
}

/** Each open loop with what leads to it. */
function loops(node: Node, before: string, liked: string): { before: string; loop: Node }[] {
  if (node.kind === 'sequence') {
    let lead = before
    return node.of.flatMap((part) => {
      const found = loops(part, lead, liked)
      lead += sample(part, liked)
      return found
    })
  }
  if (node.kind === 'choice') return node.of.flatMap((part) => loops(part, before, liked))
  if (node.kind === 'loop') {
    return [...(node.most > 100 ? [{ before, loop: node.of }] : []), ...loops(node.of, before, liked)]
  }
  return []
}

const SHORT = 48

function grows(steps: (n: number) => number): boolean {
  try {
    return steps(2 * SHORT) > 2.6 * steps(SHORT)
  } catch (error) {
    if (error instanceof RangeError) return true
    throw error
  }
}

/**
 * The text that makes the steps grow faster than itself, told by its repeated part; undefined when none is found.
 * Twice the length may take up to 2.6 times the steps.
 */
export function slowOn(source: string, flags = ''): string | undefined {
  const node = parse(source, flags)
  const steps = (text: string): number => stepsOf(node, text, flags.includes('y'))
  for (const liked of TRIED) {
    for (const { before, loop } of loops(node, '', liked)) {
      const pumped = sample(loop, liked)
      for (const [lead, part] of [[before, pumped], ['', before + pumped]] as const) {
        if (part === '') continue
        if (JUNK.some((junk) => grows((n) => steps(lead + part.repeat(n) + junk)))) return part
      }
    }
  }
  return undefined
}
