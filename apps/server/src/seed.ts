import type { World } from './platform/work.ts'

/** Fills a new database with what the scheme seeds: standards and rules. */
export async function seedScheme(_world: World, _folder: string): Promise<void> {}

/** Fills a new database of demonstration mode with parties and accounts. */
export async function seedDemonstration(_world: World, _folder: string): Promise<
  { role: string; roleName: string; organisation: string; login: string; password: string; totpSecret?: string }[]
> {
  return []
}
