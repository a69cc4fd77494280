import { readFileSync } from 'node:fs'
import type { Text } from '@tianfu/kernel'
import { chineseDay, digestOf, mapTexts, wellFormed } from './paper.ts'
import type { Block, Paper } from './paper.ts'
import { characterWithoutGlyph, typeset } from './typst.ts'

const TEMPLATE = new URL('./paper.typ', import.meta.url)
let template: string | undefined

/** The paper as tagged PDF/A-2a. The same paper gives the same bytes. */
export function paperPdf(paper: Paper): Uint8Array {
  template ??= readFileSync(TEMPLATE, 'utf8')
  const said = wellFormed(paper)
  const data = mapTexts({
    ...said, to: said.to ?? null, title: both(said.title), issuer: both(said.issuer), digest: digestOf(said),
    blocks: said.blocks.map(printed),
  }, printable)
  return typeset(template, data as object, Math.floor(Date.parse(paper.madeAt) / 1000))
}

const both = ({ zh, en }: Text) => ({ zh, en: en ?? null })

function printed(block: Block): object {
  switch (block.is) {
    case 'heading': return { ...block, text: both(block.text) }
    case 'paragraph': return { ...block, en: block.en ?? null }
    case 'facts': return { ...block, rows: block.rows.map(([label, value]) => [both(label), value]) }
    case 'table': return { ...block, head: block.head.map(both), widths: block.widths ?? block.head.map(() => 1) }
    case 'chart': return { ...block, label: both(block.label) }
    case 'signatures': return { ...block, of: block.of.map(({ label, name, on }) =>
      ({ label: both(label), name: name ?? null, on: on ? chineseDay(on) : null })) }
    case 'closing': return { ...block, on: chineseDay(block.on) }
    default: return block
  }
}

/**
 * Text that the font can show. A character without a glyph is printed as its code point, for nothing may vanish from a
 * document; a long word gets places to break.
 */
function printable(text: string): string {
  const shown = [...text.normalize('NFC')].map((character) => {
    if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return ''
    if (/\s/u.test(character)) return character === '\n' || character === '\u3000' ? character : ' '
    if (characterWithoutGlyph(character) === undefined) return character
    return `〔U+${character.codePointAt(0)?.toString(16).toUpperCase()}〕`
  }).join('')
  return shown.replace(/[!-~]{30}(?=[!-~])/g, '$&\u200b')
}
