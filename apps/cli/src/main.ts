// tianfu <command>: what whoever runs an installation asks of it, from the machine itself.
import { readConfiguration } from '../../server/src/configuration.ts'
import { administrators } from './administrators.ts'
import { checkpoint, fsck } from './fsck.ts'
import { CannotRun, FOUND_NOTHING } from './command.ts'
import { doctor } from './doctor.ts'
import { HELP } from './help.ts'

const COMMANDS = { fsck, doctor, administrators, checkpoint } as const

const [name = 'help', ...rest] = process.argv.slice(2)
process.exitCode = await run()

/** @returns 0 nothing found, 1 findings, 2 wrong usage or cannot run */
async function run(): Promise<number> {
  if (name === 'help' || name === '--help' || name === '-h') {
    console.log(HELP)
    return FOUND_NOTHING
  }
  if (name === 'start') {
    await import('../../server/src/main.ts') // ends with the server
    return FOUND_NOTHING
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    console.error(`没有这个命令 / no such command: ${name}\n\n${HELP}`)
    return CannotRun.exit
  }
  try {
    return await COMMANDS[name as keyof typeof COMMANDS](readConfiguration(process.env), rest)
  } catch (error) {
    console.error((error as Error).message)
    return CannotRun.exit
  }
}
