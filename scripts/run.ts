// What each `npm run` command does; launch.mjs has already made sure of Node 24 and of the dependencies.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const [command = 'start', ...rest] = process.argv.slice(2)
const TESTS = ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/*.test.ts']

/** Command → programs run one after the other, each by this Node. */
const COMMANDS: Record<string, string[][]> = {
  start: [['apps/server/src/main.ts']],
  test: [['--test', '--test-concurrency=2', '--test-timeout=240000', ...TESTS]],
  'test:pg': [
    ['--test', '--test-concurrency=2', '--test-timeout=240000', 'apps/server/src/**/*.test.ts', 'test/*.test.ts'],
  ],
  walk: [['test/walk/main.ts']],
  tianfu: [['apps/cli/src/main.ts']],
  journeys: [['scripts/build-web.ts'], ['--test', '--test-concurrency=2', 'test/journeys/*.e2e.ts']],
  faults: [['test/faults/main.ts']],
  generate: [['scripts/generate.ts']],
  conformance: [['scripts/conformance.ts']],
  'conformance:evaluation': [['scripts/conformance-evaluation.ts']],
  'bench:evaluation': [['bench/evaluation.ts']],
  'bench:formats': [['--expose-gc', 'bench/formats.ts']],
  'bench:clones': [['bench/clones.ts']],
  'bench:imports': [['--expose-gc', 'bench/market-import.ts']],
  'bench:verify': [['bench/verify.ts']],
  'bench:search': [['bench/search.ts']],
  check: [
    ['node_modules/typescript/bin/tsc', '-p', '.'],
    ['node_modules/typescript/bin/tsc', '-p', 'apps/web'],
    ['node_modules/oxlint/bin/oxlint', '.'],
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', 'apps',
      'packages',
    ],
    ['scripts/generate.ts', '--check'],
  ],
  'build:verifier': [['scripts/verifier-bundle.ts']],
  'build:web': [['scripts/build-web.ts']],
}

const programs = COMMANDS[command]
if (!programs) {
  console.error(`unknown command ${command}; known: ${Object.keys(COMMANDS).join(', ')}`)
  process.exit(2)
}
for (const program of programs) {
  const child = spawn(process.execPath, [...program, ...rest], { stdio: 'inherit' })
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward)
  const [status] = await once(child, 'exit')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, forward)
  if (status !== 0) process.exit(status ?? 1)
}
