import { SchemeError } from './form.ts'

/** A class of GB/T 4754-2017. `code` with its section letter: `C1512`; sections are a letter alone. */
export interface Industry {
  readonly code: string
  readonly digits: string
  readonly name: string
  readonly level: '门类' | '大类' | '中类' | '小类'
  readonly parent: string | null
}

const LEVELS = ['门类', '大类', '中类', '小类'] as const

const wrong = (path: string, message: string) => new SchemeError('industries', [{ path, message }])

/**
 * `industries.csv`: lines that begin with `#` are the source; then `code,digits,name,level,parent`.
 * @throws SchemeError when a line has another form, a code stands twice, or a parent is missing.
 */
export function parseIndustries(text: string): Industry[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
  if (lines[0] !== 'code,digits,name,level,parent') throw wrong('1', 'other columns')
  const industries = lines.slice(1).map((line, i): Industry => {
    const [code = '', digits = '', name = '', level = '', parent = '', ...rest] = line.split(',')
    const known = LEVELS.find((candidate) => candidate === level)
    if (known === undefined || rest.length > 0 || !/^[A-T]\d{0,4}$/.test(code) || name === '') {
      throw wrong(String(i + 2), `not an industry: ${line}`)
    }
    return { code, digits, name, level: known, parent: parent === '' ? null : parent }
  })
  const codes = new Set(industries.map(({ code }) => code))
  if (codes.size !== industries.length) throw wrong('', 'a code stands twice')
  const orphan = industries.find(({ parent }) => parent !== null && !codes.has(parent))
  if (orphan) throw wrong(orphan.code, `parent ${orphan.parent} is missing`)
  return industries
}
