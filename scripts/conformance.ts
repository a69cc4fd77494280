// The packages against the public suites of their standards.
//   npm run conformance -- [--vectors DIR] [--json FILE] [--base URL --walk FILE]
// With --base and --walk (the FILE that `npm run walk` writes), credentials of that walk are fetched and judged too.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { credentialSuites, untpSuite } from './conformance/credentials.ts'
import { digitalLinkSuites } from './conformance/digital-link.ts'
import { epcisSuites } from './conformance/epcis.ts'
import { smSuites } from './conformance/sm.ts'
import type { Outcome, Suite } from './conformance/suite.ts'
import { tlogSuites } from './conformance/tlog.ts'
import { wycheproofSuites } from './conformance/wycheproof.ts'

const { values: options } = parseArgs({
  options: {
    vectors: { type: 'string', default: '../shared/vectors' }, json: { type: 'string' },
    base: { type: 'string' }, walk: { type: 'string' },
  },
})

/** Payloads of the credentials that a walk issued, by certificate number. */
async function walkedCredentials(): Promise<Map<string, unknown>> {
  const payloads = new Map<string, unknown>()
  if (!options.base || !options.walk) return payloads
  const { certificates } = JSON.parse(readFileSync(options.walk, 'utf8')) as { certificates: { number: string }[] }
  for (const { number } of certificates) {
    const token = await (await fetch(new URL(`/c/${encodeURIComponent(number)}.jwt`, options.base))).text()
    payloads.set(number, JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')))
  }
  return payloads
}

if (!existsSync(options.vectors)) {
  console.error(`没有测试向量 / no vectors at ${options.vectors}`)
  process.exit(2)
}
const suites: Suite[] = [
  ...digitalLinkSuites, ...tlogSuites, ...epcisSuites, ...smSuites, ...credentialSuites,
  untpSuite(await walkedCredentials()), ...wycheproofSuites,
]
const results: Record<string, Outcome> = {}
for (const suite of suites) {
  const outcome: Outcome = { passed: 0, failed: [], skipped: [] }
  await suite.run(options.vectors, outcome)
  results[suite.name] = outcome
  const { passed, failed, skipped } = outcome
  console.log(
    `${suite.name.padEnd(28)} passed ${String(passed).padStart(4)}  failed ${failed.length}  skipped ${skipped.length}`,
  )
  for (const one of failed) console.log(`  ✗ ${one}`)
  for (const one of skipped) console.log(`  – ${one}`)
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ suites: results }, null, 2)}\n`)
process.exitCode = Object.values(results).some(({ failed }) => failed.length > 0) ? 1 : 0
