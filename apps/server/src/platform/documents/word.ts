import {
  AlignmentType, Document, Footer, LineRuleType, Packer, PageNumber, Paragraph, Table, TableCell, TableRow, TextRun,
  WidthType, convertMillimetersToTwip,
} from 'docx'
import type { Text } from '@tianfu/kernel'
import { chineseDay, digestOf, wellFormed } from './paper.ts'
import type { Block, ChartRow, Paper } from './paper.ts'

// Sizes are half-points. An official paper is set in 仿宋 of size 3 under a title in 小标宋 of size 2 (GB/T 9704).
const FORM = { size: 21, table: 19, title: 36, font: '宋体', titleFont: '黑体' }
const OFFICIAL = { size: 32, table: 24, title: 44, font: '仿宋', titleFont: '方正小标宋简体' }
type Look = typeof FORM

const fontOf = (eastAsia: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia })
const twips = (mm: number) => convertMillimetersToTwip(mm)

/** The paper as a document that people may edit. The same paper gives the same bytes. */
export async function paperDocx(paper: Paper): Promise<Uint8Array> {
  const said = wellFormed(paper)
  const official = said.layout === 'official'
  const look = official ? OFFICIAL : FORM
  const digest = digestOf(said)
  const document = new Document({
    title: `${said.title.zh} ${said.number}`, creator: said.issuer.zh,
    styles: { default: { document: {
      run: { font: fontOf(look.font), size: look.size, language: { eastAsia: 'zh-CN', value: 'en-US' } },
      paragraph: official ? { spacing: { line: 579, lineRule: LineRuleType.EXACT } } : { spacing: { line: 320 } } } } },
    sections: [{
      properties: { page: {
        size: { width: twips(210), height: twips(297) },
        margin: official
          ? { top: twips(37), left: twips(28), right: twips(26), bottom: twips(35), footer: twips(20) }
          : { top: twips(22), left: twips(22), right: twips(22), bottom: twips(24), footer: twips(10) } } },
      footers: { default: footer(said, digest, official) },
      children: [...head(said, look, official), ...said.blocks.flatMap((block) => written(block, look, official))],
    }],
  })
  const bytes = await Packer.toBuffer(document, undefined, [{ path: 'docProps/core.xml', data: core(said) }])
  return withoutTimes(new Uint8Array(bytes))
}

function head({ issuer, number, title, to }: Paper, look: Look, official: boolean): Paragraph[] {
  const centre = { alignment: AlignmentType.CENTER }
  const red = { bottom: { style: 'single' as const, size: 18, color: 'C00000', space: 4 } }
  const top = official ? [
    new Paragraph({ ...centre, spacing: { before: 200, after: 300 },
      children: [new TextRun({ text: issuer.zh, color: 'C00000', bold: true, size: 60,
        font: fontOf(look.titleFont) })] }),
    new Paragraph({ ...centre, border: red, spacing: { after: 500 }, text: number }),
  ] : [new Paragraph({ border: { bottom: { style: 'single', size: 6, color: '7A1F1F', space: 2 } },
    children: [new TextRun({ text: `${issuer.zh}　　编号 No. ${number}`, size: 18 })] })]
  return [
    ...top,
    new Paragraph({ ...centre, spacing: { before: 200, after: official ? 400 : 60 }, heading: 'Title',
      children: [new TextRun({ text: title.zh, bold: true, size: look.title, color: '000000',
        font: fontOf(look.titleFont) })] }),
    ...(!official && title.en ? [new Paragraph({ ...centre, spacing: { after: 160 }, text: title.en })] : []),
    ...(to ? [new Paragraph({ text: `${to}：` })] : []),
  ]
}

function footer({ number }: Paper, digest: string, official: boolean): Footer {
  const small = { size: 13, color: '444444' }
  const pages = official
    ? [new TextRun({ size: 28, children: ['— ', PageNumber.CURRENT, ' —'] })]
    : [new TextRun({ ...small, 
      children: [`${number}　第 `, PageNumber.CURRENT, ' 页 共 ', PageNumber.TOTAL_PAGES, ' 页'] })]
  return new Footer({ children: [
    new Paragraph({ alignment: official ? AlignmentType.CENTER : AlignmentType.RIGHT, children: pages,
      spacing: { line: 240 } }),
    new Paragraph({ spacing: { line: 240 },
      children: [new TextRun({ ...small, text: `${official ? `${number}　` : ''}内容摘要 SHA-256 ${digest}` })] }),
  ] })
}

/** Lines of a text as runs of one paragraph. */
const runs = (text: string, of: { size?: number; bold?: boolean; color?: string } = {}): TextRun[] =>
  text.split('\n').map((line, index) => new TextRun({ ...of, text: line, ...(index > 0 && { break: 1 }) }))

const labelled = (label: Text, size: number, official: boolean): TextRun[] => [
  ...runs(label.zh, { size, bold: true }),
  ...(!official && label.en ? [new TextRun({ text: label.en, size: 15, color: '444444', break: 1 })] : []),
]

function cell(children: TextRun[], percent: number): TableCell {
  return new TableCell({ width: { size: percent, type: WidthType.PERCENTAGE },
    margins: { top: 60, bottom: 60, left: 90, right: 90 },
    children: [new Paragraph({ children, spacing: { line: 280 } })] })
}

function grid(widths: readonly number[], rows: readonly { cells: TextRun[][]; head?: boolean }[]): Table {
  const whole = widths.reduce((sum, share) => sum + share, 0)
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: widths.map((share) => Math.round((share / whole) * twips(160))),
    rows: rows.map(({ cells, head: isHead }) => new TableRow({ cantSplit: true, ...(isHead && { tableHeader: true }),
      children: cells.map((runsOf, i) => cell(runsOf, Math.round(((widths[i] ?? 1) / whole) * 100))) })) })
}

const STEPS = 25

/** A chart of cells, which people may edit: an interval is shaded, its score darker. */
function bars(rows: readonly ChartRow[], look: Look): Table {
  const none = { style: 'none' as const, size: 0, color: 'auto' }
  const step = 10_000 / STEPS
  const box = (percent: number, text: string, fill?: string) => new TableCell({
    width: { size: percent, type: WidthType.PERCENTAGE }, ...(fill && { shading: { fill } }),
    borders: { top: none, bottom: none, left: none, right: none },
    children: [new Paragraph({ spacing: { line: 240 }, children: runs(text, { size: look.table - 2 }) })] })
  const fillOf = ({ score, low, high }: ChartRow, i: number): string => {
    const [from, to] = [i * step, (i + 1) * step]
    if (score >= from && (score < to || i === STEPS - 1)) return '0B57A4'
    return low < to && high >= from ? '9DBCDF' : 'F0F2F1'
  }
  return new Table({ width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: [twips(50), ...Array.from({ length: STEPS }, () => Math.round(twips(110) / STEPS))],
    rows: rows.map((row) => new TableRow({ cantSplit: true, children: [
      box(30, row.name), ...Array.from({ length: STEPS }, (_, i) => box(70 / STEPS, '', fillOf(row, i)))] })) })
}

function written(block: Block, look: Look, official: boolean): (Paragraph | Table)[] {
  switch (block.is) {
    case 'heading': return [new Paragraph({ heading: 'Heading2', spacing: { before: 200, after: 100 }, keepNext: true,
      children: [new TextRun({ text: block.text.zh, bold: true, size: look.size + 1, color: '000000',
        font: fontOf('黑体') }),
      ...(!official && block.text.en
        ? [new TextRun({ text: `　${block.text.en}`, size: 17, color: '444444' })] : [])] })]
    case 'paragraph': return [
      ...block.text.split('\n').map((line) => new Paragraph({ indent: { firstLine: look.size * 20 }, text: line })),
      ...(!official && block.en ? [new Paragraph({ children: runs(block.en, { size: 17, color: '444444' }) })] : []),
    ]
    case 'note': return [new Paragraph({ children: runs(block.text, { size: look.table - 2, color: '444444' }) })]
    case 'facts': return [grid([22, 78], block.rows.map(([label, value]) => ({
      cells: [labelled(label, look.table, official), runs(value, { size: look.table })] })))]
    case 'table': return [grid(block.widths ?? block.head.map(() => 1), [
      { head: true, cells: block.head.map((one) => labelled(one, look.table, official)) },
      ...block.rows.map((row) => ({ cells: row.map((text) => runs(text, { size: look.table })) }))])]
    case 'chart': return [bars(block.rows, look)]
    case 'signatures': return block.of.map(({ label, name, on }) => new Paragraph({
      spacing: { before: 160 }, keepLines: true,
      text: `${label.zh}：${name ?? '＿＿＿＿＿＿＿＿＿＿'}　　${on ? chineseDay(on) : '　　年　　月　　日'}` }))
    case 'closing': return [block.by, chineseDay(block.on)].map((line, index) => new Paragraph({
      alignment: AlignmentType.RIGHT, keepNext: index === 0, text: line, indent: { right: look.size * 10 * 4 },
      ...(index === 0 && { spacing: { before: official ? 900 : 500 } }) }))
  }
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** Properties of the document, dated by its act. */
const core = ({ title, number, issuer, madeAt }: Paper): string => {
  const at = `${madeAt.slice(0, 19)}Z`
  return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    + ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + `<dc:title>${escaped(`${title.zh} ${number}`)}</dc:title><dc:creator>${escaped(issuer.zh)}</dc:creator>`
    + `<dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created>`
    + `<dcterms:modified xsi:type="dcterms:W3CDTF">${at}</dcterms:modified></cp:coreProperties>`
}

const FIRST_DAY = 0x0021_0000 // 1 January 1980, midnight, as DOS writes it

/** The archive with every entry dated 1980: the library dates them by the system clock. */
function withoutTimes(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const end = zip.length - 22 // no comment: the library writes none
  if (view.getUint32(end, true) !== 0x0605_4b50) throw new Error('the archive does not end as expected')
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    view.setUint32(at + 12, FIRST_DAY, true)
    view.setUint32(view.getUint32(at + 42, true) + 10, FIRST_DAY, true)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return zip
}
