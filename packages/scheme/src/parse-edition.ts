import { isLocalDate } from '@tianfu/kernel'
import { EditionFiles, type Edition } from './edition.ts'
import { SchemeError, problemsOf, repeats, type SchemeProblem } from './form.ts'
import { GROUND_LISTS } from './ground.ts'
import { NUMBERED, patternProblem } from './numbering.ts'
import { ROLE_IDS } from './role.ts'
import { SCHEME_TYPES, STEPS, SURVEILLANCE_KINDS, stepsProblem } from './scheme-type.ts'
import { tiesOfTrace } from './trace-rule.ts'

/**
 * An edition from the parsed files of its folder: `{ constitution, periods, roles, grounds, numbering, wording }`.
 * Validated whole: form first, then what ties the parts together.
 * @throws SchemeError naming every breach with its path.
 */
export function parseEdition(files: unknown): Edition {
  const problems = problemsOf(EditionFiles, files)
  if (problems.length > 0) throw new SchemeError('edition', problems)
  const { constitution, ...lists } = files as EditionFiles
  const edition = { ...constitution, ...lists }
  const torn = ties(edition)
  if (torn.length > 0) throw new SchemeError(`edition ${edition.id} of ${edition.inForceFrom}`, torn)
  return edition
}

const CERTIFICATE_ACTS =
  /^certificate:(issue|decide|suspend|extend|restore|withdraw|cancel|reduce|change|correct|renew|edit)/

function ties(edition: Edition): SchemeProblem[] {
  return [...tiesOfConstitution(edition), ...tiesOfRoles(edition), ...tiesOfLists(edition),
    ...tiesOfTrace(edition.trace)]
}

function tiesOfConstitution(edition: Edition): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  if (!isLocalDate(edition.inForceFrom)) problems.push({ path: 'constitution/inForceFrom', message: 'no such day' })
  problems.push(...repeated(edition.programmes.map(({ id }) => id), 'constitution/programmes', 'id'))
  problems.push(...repeated(edition.programmes.map(({ code }) => code), 'constitution/programmes', 'code'))
  for (const id of SCHEME_TYPES) {
    const message = stepsProblem(edition.schemeTypes[id], id)
    if (message) problems.push({ path: `constitution/schemeTypes/${id}`, message })
  }
  for (const name of Object.keys(edition.limits)) {
    if (name in edition.limitSources) continue
    problems.push({ path: `constitution/limitSources/${name}`, message: 'is missing' })
  }
  for (const [word, group] of [[STEPS, 'steps'], [SURVEILLANCE_KINDS, 'surveillance']] as const) {
    for (const id of word) {
      if (!(id in edition.wording[group])) problems.push({ path: `wording/${group}/${id}`, message: 'is missing' })
    }
  }
  return problems
}

function tiesOfRoles({ roles }: Edition): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  for (const id of ROLE_IDS) {
    for (const other of roles[id].incompatible) {
      if (other === id) problems.push({ path: `roles/${id}/incompatible`, message: 'a role excludes itself' })
      else if (!roles[other].incompatible.includes(id)) {
        problems.push({ path: `roles/${other}/incompatible`, message: `must name ${id}, which excludes it` })
      }
    }
    // An authority orders the body; it never touches a certificate itself (认证认可条例; design §1).
    const edits = roles[id].capacity === 'authority' ? roles[id].grants.filter((may) => CERTIFICATE_ACTS.test(may)) : []
    if (edits.length > 0) problems.push({ path: `roles/${id}/grants`, message: `no authority may ${edits.join(', ')}` })
  }
  return problems
}

function tiesOfLists({ grounds, numbering }: Edition): SchemeProblem[] {
  const problems: SchemeProblem[] = []
  for (const list of GROUND_LISTS) {
    problems.push(...repeated(grounds[list].map(({ id }) => id), `grounds/${list}`, 'id'))
  }
  for (const name of NUMBERED) {
    const message = patternProblem(numbering[name].pattern)
    if (message) problems.push({ path: `numbering/${name}/pattern`, message })
  }
  return problems
}

function repeated(values: readonly string[], path: string, what: string): SchemeProblem[] {
  return repeats(values).map((value) => ({ path, message: `${what} ${value} stands twice` }))
}
