// npm run walk -- --base URL[,URL…] --json FILE : the main job over HTTP, as different people, from declaration to
// verdict. npm run walk -- market --base URL : a market evaluation on generated observations, to its publication.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { WrongAnswer } from './client.ts'
import { DEMONSTRATION_SEED } from './market/observations.ts'
import { marketStory } from './market/story.ts'
import { baijiu, care, rice } from './stories.ts'
import { Stage } from './stage.ts'
import { desk } from '@tianfu/contract'

const { values, positionals } = parseArgs({ allowPositionals: true, options: {
  base: { type: 'string', default: 'http://127.0.0.1:8080' }, json: { type: 'string' }, seed: { type: 'string' },
  history: { type: 'string' },
  // Longer only where the server is killed while it is measured (test/faults).
  'standing-limit': { type: 'string', default: '5000' },
  scheme: { type: 'string', default: 'sichuan' },
} })
const began = Date.now()
const bases = values.base.split(',').map((base) => base.replace(/\/$/, ''))
const { password } = parse(readFileSync(
  join(import.meta.dirname, '..', '..', 'scheme', values.scheme, 'seed', 'demo.yaml'), 'utf8',
)) as { password: string }
const seed = values.seed ?? began.toString(36)

try {
  const stage = await Stage.open({ base: bases[0] ?? '', password, seed, history: values.history })
  console.log(`天府主流程走查：${bases.join('、')}，编号 ${seed}，业务日期 ${stage.time.today}`)
  if (!stage.time.workingDay(stage.time.today)) await stage.time.nextWorkingDay()
  if (positionals.includes('market')) await marketStory(stage, DEMONSTRATION_SEED)
  else {
    await baijiu(stage, { bases, limitMs: Number(values['standing-limit']) })
    await care(stage)
    await rice(stage)
  }
  const { result } = stage.minutes
  result.acts = await countActs(stage)
  result.elapsedMs = Date.now() - began
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
  console.log(
    `\n走查完成：${stage.minutes.steps} 步，证书 ${result.certificates.length} 张，行为记录 ${result.acts} 条，用时 `
    + `${(result.elapsedMs / 1000).toFixed(1)} 秒`,
  )
  process.exit(0)
} catch (error) {
  console.error(`\n走查中止：${error instanceof WrongAnswer ? error.message : (error as Error).stack}`)
  process.exit(1)
}

/** Acts in the journal, as the audit administrator counts them by its pages. */
async function countActs(stage: Stage): Promise<number> {
  const auditor = await stage.person('audit-administrator')
  let count = 0
  let after: string | undefined
  do {
    const page: { items: unknown[]; next?: string } = await auditor.call(desk.listActs, {
      query: { limit: 100, ...(after && { after }) },
    })
    count += page.items.length
    after = page.next
  } while (after)
  return count
}
