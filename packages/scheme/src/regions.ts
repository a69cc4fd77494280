import { Type } from 'typebox'
import { SchemeError, SomeLanguages, Words, closed, oneOf, parseForm } from './form.ts'

const Code = Type.String({ pattern: '^[1-9]\\d{5}$' })
const Zone = closed({ id: Type.String({ pattern: '^[a-z-]+$' }), name: SomeLanguages })
const Prefecture = closed({
  code: Code,
  name: SomeLanguages,
  short: Words,
  zone: Type.String(),
  tile: closed({ row: Type.Integer(), col: Type.Integer() }),
  seat: closed({ lon: Type.Number(), lat: Type.Number() }),
  counties: Type.Array(closed({ code: Code, name: SomeLanguages })),
})
/** `regions.yaml`: the tree of GB/T 2260 with the zones of the plan. */
export const RegionFile = closed({
  source: Words,
  zones: Type.Array(Zone, { minItems: 1 }),
  province: closed({ code: Code, name: SomeLanguages }),
  prefectures: Type.Array(Prefecture, { minItems: 1 }),
})
export type RegionFile = Type.Static<typeof RegionFile>
export const REGION_LEVELS = ['province', 'prefecture', 'county'] as const
export const RegionLevel = oneOf(REGION_LEVELS)

export interface Region {
  readonly code: string
  readonly name: { readonly zh: string; readonly en?: string }
  readonly level: (typeof REGION_LEVELS)[number]
  readonly parent: string | null
  /** Zone of the prefecture; null for the province. */
  readonly zone: string | null
}

/** The regions of a scheme. `file` keeps the tiles and seats that maps need. */
export interface Regions {
  readonly file: RegionFile
  readonly byCode: ReadonlyMap<string, Region>
}

/** @throws SchemeError when a code stands twice, lies outside its parent, or a zone is unknown. */
export function parseRegions(data: unknown): Regions {
  const file = parseForm('regions', RegionFile, data)
  const byCode = new Map<string, Region>()
  const add = (region: Region) => {
    const parent = region.parent
    const strays = byCode.has(region.code) || (parent !== null && !isWithin(region.code, parent))
    if (strays) throw new SchemeError('regions', [{ path: region.code, message: 'stands twice or outside its parent' }])
    byCode.set(region.code, region)
  }
  add({ ...file.province, level: 'province', parent: null, zone: null })
  for (const { code, name, zone, counties } of file.prefectures) {
    if (!file.zones.some(({ id }) => id === zone)) {
      throw new SchemeError('regions', [{ path: code, message: `unknown zone ${zone}` }])
    }
    add({ code, name, level: 'prefecture', parent: file.province.code, zone })
    for (const county of counties) add({ ...county, level: 'county', parent: code, zone })
  }
  return { file, byCode }
}

/** The digits that every code below `code` begins with: `510000` → `51`, `510500` → `5105`, `510502` → itself. */
export const regionPrefix = (code: string): string => code.replace(/^(\d\d)0000$/, '$1').replace(/^(\d{4})00$/, '$1')

/** Whether `code` is `scope` or lies below it. */
export const isWithin = (code: string, scope: string): boolean => code.startsWith(regionPrefix(scope))

/** From the province down to `code` itself; empty when the code is unknown. */
export function regionPath(regions: Regions, code: string): Region[] {
  const path: Region[] = []
  for (let at = regions.byCode.get(code); at !== undefined; at = regions.byCode.get(at.parent ?? '')) path.unshift(at)
  return path
}

export const childrenOf = (regions: Regions, code: string): Region[] =>
  [...regions.byCode.values()].filter(({ parent }) => parent === code)

/** Full Chinese name, from the province down to the region; the code itself when it is unknown. */
export const regionName = (regions: Regions, code: string): string =>
  regionPath(regions, code).map(({ name }) => name.zh).join('') || code
