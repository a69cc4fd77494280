// The evaluation package against reference results of public programs.
//   npm run conformance:evaluation -- [--vectors DIR] [--json FILE] [--only SUITE]
// DIR has the layout of ../shared/vectors/market; what it does not hold is skipped. Differences are printed.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compositeSuite } from './conformance-evaluation/composite.ts'
import { criteriaSuite } from './conformance-evaluation/criteria.ts'
import { assignSuite, ratersSuite } from './conformance-evaluation/judging.ts'
import { anomalySuite, monitorSuite, shrinkageSuite } from './conformance-evaluation/ratings.ts'
import { drawSuite, samplingSuite } from './conformance-evaluation/sampling.ts'
import { satisfactionSuite } from './conformance-evaluation/satisfaction.ts'
import { openBench, type Bench, type Outcome } from './conformance-evaluation/suite.ts'
import { sentimentSuite } from './conformance-evaluation/voice.ts'

const SUITES: Record<string, (b: Bench) => void> = {
  coinr: compositeSuite,
  pls: satisfactionSuite,
  mcda: criteriaSuite,
  raters: ratersSuite,
  assign: assignSuite,
  sampling: samplingSuite,
  draw: drawSuite,
  shrinkage: shrinkageSuite,
  monitor: monitorSuite,
  anomaly: anomalySuite,
  sentiment: sentimentSuite,
}

const { values: options } = parseArgs({
  options: {
    vectors: { type: 'string', default: '../shared/vectors/market' },
    json: { type: 'string' },
    only: { type: 'string' },
  },
})
if (!existsSync(options.vectors)) {
  console.error(`没有参考结果 / no reference results at ${options.vectors}`)
  process.exit(2)
}
const suites: Record<string, Outcome> = {}
for (const [name, run] of Object.entries(SUITES)) {
  if (options.only && options.only !== name) continue
  const bench = openBench(join(options.vectors, name))
  if (!bench) continue
  console.log(name)
  try {
    run(bench)
  } catch (error) {
    bench.fail(`${name}: stopped`, String(error instanceof Error ? error.stack : error))
  }
  suites[name] = bench.outcome
}
const total = Object.values(suites)
const sum = (f: (o: Outcome) => number): number => total.reduce((n, o) => n + f(o), 0)
for (const [name, o] of Object.entries(suites))
  console.log(`${name}: ${o.passed} passed, ${o.failed.length} failed, ${o.skipped.length} skipped`)
console.log(
  `total: ${sum((o) => o.passed)} passed, ${sum((o) => o.failed.length)} failed, ` +
    `${sum((o) => o.skipped.length)} skipped`,
)
if (options.json) writeFileSync(options.json, `${JSON.stringify({ suites }, null, 2)}\n`)
process.exit(sum((o) => o.failed.length) > 0 ? 1 : 0)
