import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { Type } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { Refusal } from '@tianfu/kernel'
import { appointFirstAdministrators } from '../../server/src/modules/identity/index.ts'
import { keepOrigin, refuseMovedClock } from '../../server/src/platform/installation.ts'
import { CannotRun, FOUND_NOTHING } from './command.ts'
import type { Machine } from './command.ts'
import { withDatabase } from './database.ts'

const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
const Line = Type.String({ minLength: 1, maxLength: 200 })

/** What stands in the file: the organisation that runs the platform, and three persons. */
const FirstFile = closed({
  platform: closed({ uscc: Line, name: Line, nameEn: Type.Optional(Line), region: Line, address: Line }),
  administrators: Type.Array(closed({
    login: Line, role: Line, name: Line, idNumber: Line,
    idKind: Type.Union([Type.Literal('resident'), Type.Literal('permanent-residence'), Type.Literal('passport')]),
  }), { minItems: 3, maxItems: 3 }),
})

/** `tianfu administrators`: the first three people of a production database. The links are printed once, here. */
export async function administrators(machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { file: { type: 'string' } } })
  if (!values.file) throw new CannotRun('需要 --file / --file is needed')
  if (machine.mode !== 'production') {
    throw new CannotRun('演示库已有管理员；正式库请设 TIANFU_MODE=production、DATABASE_URL 与 ORIGIN / for production databases only')
  }
  const first: unknown = parse(readFileSync(values.file, 'utf8'))
  if (!Check(FirstFile, first)) {
    const errors = Errors(FirstFile, first).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
    throw new CannotRun(errors.join('\n'))
  }
  const links = await withDatabase(machine, async (world, { db }) => {
    await keepOrigin(db, machine)
    await refuseMovedClock(db, 'production')
    return appointFirstAdministrators(world, first).catch((error) => {
      throw error instanceof Refusal ? new CannotRun(sentence(error)) : error
    })
  }, { apply: true })
  console.log('请将链接分别当面交给本人，15 分钟内有效，只能用一次 / hand each link to its person; good once, for 15 minutes')
  for (const { login, role, link } of links) console.log(`${role}\t${login}\t${link}`)
  return FOUND_NOTHING
}

const sentence = (refusal: Refusal): string =>
  refusal.code === 'wrong-state'
    ? '库中已有岗位，不能再次任命 / the database has memberships already'
    : `${refusal.code} ${JSON.stringify(refusal.details)}`
