// npm run bench:formats -- [--json FILE]: what the formats cost, as ratios to something bare measured beside it in the
// same run. A ratio of 1 is as fast as the bare work.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'
import { measure as credentials } from './formats/credentials.ts'
import { measure as epcis } from './formats/epcis-capture.ts'
import { measure as itemCodes } from './formats/item-codes.ts'
import { measure as links } from './formats/links.ts'
import { measure as log } from './formats/log-append.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })

/** What a figure must reach: by its ratio, or by its value where that says more. */
const GOALS: Readonly<Record<string, { ratio?: number; value?: number }>> = {
  'code-issue': { ratio: 0.5 }, 'link-parse': { value: 300_000 }, 'link-parse-peer': { ratio: 1_000 },
  'credential-verify': { ratio: 0.8 }, 'epcis-capture': { ratio: 0.4 }, 'epcis-accept': { ratio: 0.4 },
  'code-issue-1e7': { ratio: 0.8 },
}

const figures: Figure[] = []
for (const measure of [itemCodes, links, credentials, log, epcis]) {
  for (const figure of await measure()) {
    const { name, database, value, unit, ratio } = figure
    figures.push({ ...figure, ...(ratio !== undefined && { ratio: Number(ratio.toFixed(4)) }) })
    const goal = GOALS[name]
    const met = goal && (goal.ratio === undefined || (ratio ?? 0) >= goal.ratio)
      && (goal.value === undefined || value >= goal.value)
    const wanted = goal ? ` (goal ${goal.ratio ?? goal.value}: ${met ? 'met' : 'MISSED'})` : ''
    const beside = ratio === undefined ? '' : `, ratio ${ratio < 100 ? ratio.toFixed(3) : Math.round(ratio)}`
    console.log(`${name}${database === 'none' ? '' : ` on ${database}`}: ${value} ${unit}${beside}${wanted}`)
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ figures }, null, 2)}\n`)
