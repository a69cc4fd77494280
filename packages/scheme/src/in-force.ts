import type { LocalDate } from '@tianfu/kernel'
import type { Edition, Programme } from './edition.ts'
import type { Ground, GroundList } from './ground.ts'
import { ROLE_IDS, type RoleId } from './role.ts'
import type { SchemeTypeId, StepId } from './scheme-type.ts'

/** The edition in force on `day`: the latest that has begun. @throws RangeError when none has. */
export function editionInForce(editions: readonly Edition[], day: LocalDate): Edition {
  let latest: Edition | undefined
  for (const edition of editions) {
    if (edition.inForceFrom > day) continue
    if (latest === undefined || edition.inForceFrom > latest.inForceFrom) latest = edition
  }
  if (latest === undefined) throw new RangeError(`no edition was in force on ${day}`)
  return latest
}

/** The edition that began on `day`: files pin it by that day. @throws RangeError when there is none. */
export function editionOf(editions: readonly Edition[], inForceFrom: string): Edition {
  const edition = editions.find((candidate) => candidate.inForceFrom === inForceFrom)
  if (edition === undefined) throw new RangeError(`no edition begins on ${inForceFrom}`)
  return edition
}

/** The steps that a file under `schemeType` goes through, in order. */
export const stepsOf = (edition: Edition, schemeType: SchemeTypeId): readonly StepId[] =>
  edition.schemeTypes[schemeType].steps

/** The roles that hold the right `may` (`noun:verb`), in the order of ROLE_IDS. */
export const grantedTo = (edition: Edition, may: string): RoleId[] =>
  ROLE_IDS.filter((id) => edition.roles[id].grants.includes(may))

/** Every right that someone holds, sorted: a test compares it with what the contract's endpoints ask for. */
export const grantsOf = (edition: Edition): string[] =>
  [...new Set(ROLE_IDS.flatMap((id) => edition.roles[id].grants))].sort()

/** The ground `id` of a closed list, or undefined: then the act must refuse. */
export const groundOf = (edition: Edition, list: GroundList, id: string): Ground | undefined =>
  edition.grounds[list].find((ground) => ground.id === id)

export const programmeOf = (edition: Edition, id: string): Programme | undefined =>
  edition.programmes.find((programme) => programme.id === id)

/** Whether a person who holds `held` may also be given `role`. */
export const mayHoldTogether = (edition: Edition, held: readonly RoleId[], role: RoleId): boolean =>
  held.every((other) => !edition.roles[role].incompatible.includes(other))
