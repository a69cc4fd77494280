/** Markup that has been escaped already. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string
  constructor(text: string) { this.text = text }
  toString(): string { return this.text }
}

type Part = Markup | string | number | false | null | undefined | readonly Part[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for an element or a quoted attribute. */
export const escape = (text: string): string => text.replace(/[&<>"']/g,
  (character) => ENTITIES[character] ?? character)

/** Markup written in our own source; never anything that came from outside. */
export const trusted = (text: string): Markup => new Markup(text)

function render(part: Part): string {
  if (part instanceof Markup) return part.text
  if (part === false || part === null || part === undefined) return ''
  if (typeof part === 'object') return part.map(render).join('')
  return escape(String(part))
}

/**
 * A template whose values are escaped unless they are markup. Lists are joined; `false`, `null` and `undefined` vanish.
 * Values stand in text or in double-quoted attributes, never elsewhere.
 */
export const html = (strings: TemplateStringsArray, ...values: Part[]): Markup =>
  new Markup(strings.reduce((text, string, i) => text + render(values[i - 1]) + string))
