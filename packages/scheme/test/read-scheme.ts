import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../../../scheme/', import.meta.url))

/** A file of `scheme/<name>/…` as plain data. Tests only: the platform reads through its own port. */
export const readYaml = (path: string): unknown => parse(readFileSync(ROOT + path, 'utf8'))
export const readText = (path: string): string => readFileSync(ROOT + path, 'utf8')

/** The folders of dated editions of a scheme, in order of days. */
export const editionFolders = (scheme: string): string[] =>
  readdirSync(ROOT + scheme).filter((name) => /^\d{4}-\d\d-\d\d$/.test(name)).sort()

/** All YAML files of one folder as `{ name without ending: data }`. */
export function readFolder(path: string): Record<string, unknown> {
  if (!existsSync(ROOT + path)) return {}
  const names = readdirSync(ROOT + path).filter((name) => name.endsWith('.yaml')).sort()
  return Object.fromEntries(names.map((name) => [name.slice(0, -'.yaml'.length), readYaml(`${path}/${name}`)]))
}
