import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one suite found. A skipped case says why; it counts as not passed. */
export interface Outcome {
  passed: number
  failed: string[]
  skipped: string[]
}

export interface Suite {
  readonly name: string
  readonly run: (vectors: string, outcome: Outcome) => void | Promise<void>
}

/** Counts one case: `holds` is evaluated here, so that an error fails the case and not the run. */
export async function judge(outcome: Outcome, name: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  try {
    if (await holds()) outcome.passed++
    else outcome.failed.push(name)
  } catch (error) {
    outcome.failed.push(`${name}: threw ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The parsed file, or undefined with a note that it is absent. */
export function readVectors<T>(outcome: Outcome, ...path: string[]): T | undefined {
  const file = join(...path)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as T
  outcome.skipped.push(`${path.at(-1)}: not among these vectors`)
  return undefined
}

/** All files below a folder with this ending, by name; none when the folder is absent. */
export function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).sort()
}

export const readJson = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), 'utf8')) as T
export const readText = (...path: string[]): string => readFileSync(join(...path), 'utf8').trim()
