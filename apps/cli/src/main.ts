// tianfu <command>: what whoever runs an installation asks of it, from the machine itself.
import { readConfiguration } from '../../server/src/configuration.ts'
import { CannotRun, FOUND_NOTHING } from './command.ts'
import type { Machine } from './command.ts'
import { HELP } from './help.ts'

type Command = (machine: Machine, args: string[]) => Promise<number>
/** Each loads what it needs, so that help and a slip of the pen are answered at once. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  fsck: async () => (await import('./fsck.ts')).fsck,
  checkpoint: async () => (await import('./fsck.ts')).checkpoint,
  index: async () => (await import('./fsck.ts')).index,
  doctor: async () => (await import('./doctor.ts')).doctor,
  trust: async () => (await import('./trust.ts')).trust,
  bundle: async () => (await import('./trust.ts')).bundle,
  verify: async () => (await import('./verify.ts')).verify,
  monitor: async () => (await import('./monitor.ts')).monitor,
  witness: async () => (await import('./witness.ts')).witness,
  administrators: async () => (await import('./administrators.ts')).administrators,
}

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
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) {
    console.error(`没有这个命令 / no such command: ${name}\n\n${HELP}`)
    return CannotRun.exit
  }
  try {
    return await (await command())({ ...readConfiguration(process.env), now: () => Date.now() }, rest)
  } catch (error) {
    console.error((error as Error).message)
    return CannotRun.exit
  }
}
