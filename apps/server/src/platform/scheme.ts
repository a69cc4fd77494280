import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseEdition, parseHolidays, parseIndustries, parseRegions } from '@tianfu/scheme'
import type { Calendar, Edition, Industry, Regions } from '@tianfu/scheme'
import { parse } from 'yaml'

/** Undated reference data of a scheme. */
export interface Reference {
  readonly regions: Regions
  readonly industries: readonly Industry[]
  /** The method of market evaluation that a first programme starts from, as the module market reads it. */
  readonly marketMethod?: unknown
}

export interface LoadedScheme {
  readonly id: string
  readonly editions: readonly Edition[]
  readonly reference: Reference
  readonly calendar: Calendar
  /** Folder of the seed, read only when a new database is filled. */
  readonly seedFolder: string
}

const yaml = (path: string): unknown => parse(readFileSync(path, 'utf8'))

/** Reads and validates a whole scheme folder. @throws SchemeError naming file and path of everything wrong. */
export function loadScheme(folder: string): LoadedScheme {
  const editions = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{4}-\d\d-\d\d$/.test(entry.name))
    .map(({ name }) => {
      const files = readdirSync(join(folder, name)).filter((file) => file.endsWith('.yaml'))
      const edition = parseEdition(Object.fromEntries(
        files.map((file) => [file.replace(/\.yaml$/, ''), yaml(join(folder, name, file))])))
      if (edition.inForceFrom !== name) throw new Error(`${folder}/${name}: the edition says ${edition.inForceFrom}`)
      return edition
    })
  const [first] = editions
  if (!first) throw new Error(`${folder} holds no edition`)
  const method = join(folder, 'market-method.yaml')
  return {
    id: first.id,
    editions,
    reference: {
      regions: parseRegions(yaml(join(folder, 'regions.yaml'))),
      industries: parseIndustries(readFileSync(join(folder, 'industries.csv'), 'utf8')),
      ...(existsSync(method) && { marketMethod: yaml(method) }),
    },
    calendar: parseHolidays(yaml(join(folder, 'holidays.yaml'))),
    seedFolder: join(folder, 'seed'),
  }
}
