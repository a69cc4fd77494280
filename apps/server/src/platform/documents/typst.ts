import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { openSync } from 'fontkit'

const FONTS = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
const REGULAR = join(FONTS, '400Regular', 'NotoSansSC_400Regular.ttf')
const BOLD = join(FONTS, '700Bold', 'NotoSansSC_700Bold.ttf')

// Opening fonts costs a quarter of a second: once, when the first document is asked for.
let compiler: NodeCompiler | undefined
let covered: { hasGlyphForCodePoint(codePoint: number): boolean } | undefined

/**
 * Typesets a template to PDF/A-2a, tagged. `data` reaches it as JSON text only (`json(bytes(sys.inputs.data))`), so no
 * value can become markup. The same data give the same bytes.
 * @param madeAt seconds since 1970, written as the document's date
 * @throws Error when the template does not compile: a defect of ours
 */
export function typeset(template: string, data: object, madeAt: number): Uint8Array {
  compiler ??= NodeCompiler.create({ fontArgs: [{ fontPaths: [dirname(REGULAR), dirname(BOLD)] }] })
  const pdf = compiler.pdf({ mainFileContent: template, inputs: { data: JSON.stringify(data) } },
    { pdfStandard: 'a-2a', creationTimestamp: madeAt })
  compiler.evictCache(10)
  return new Uint8Array(pdf)
}

/**
 * The first character of `text` that the font of documents cannot show; undefined when it shows all. Rare characters of
 * names are refused before anything is issued, rather than printed as an empty box.
 */
export function characterWithoutGlyph(text: string): string | undefined {
  covered ??= openSync(REGULAR)
  for (const character of text.normalize('NFC')) {
    if (/\s/u.test(character)) continue
    if (!covered.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return character
  }
  return undefined
}
