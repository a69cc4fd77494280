import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Finding } from '../../server/src/platform/fsck.ts'
import { CannotRun, FOUND_NOTHING, FOUND_SOMETHING } from './command.ts'
import type { Machine } from './command.ts'
import { askDatabase } from './database.ts'

const KINDS: Record<Finding['kind'], string> = {
  row: '数据行 row', act: '行为记录 act', log: '日志 log', checkpoint: '检查点 checkpoint',
  invariant: '不变式 invariant', text: '文字 text', tile: '瓦片 tile', cosignature: '见证签名 cosignature',
  hold: '停办 hold', search: '搜索 search',
}

/** `tianfu fsck`: everything, against a checkpoint that was saved earlier when one is given. */
export async function fsck(machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: {
    checkpoint: { type: 'string' }, save: { type: 'string' }, json: { type: 'boolean', default: false },
  } })
  const earlier = values.checkpoint === undefined ? '' : readSaved(values.checkpoint)
  const { findings, checked, checkpoint: last } = await askDatabase(machine, 'fsck', earlier)
  if (values.save && last) writeFileSync(values.save, last)
  if (values.json) console.log(JSON.stringify({ findings, checked, checkpoint: last }, null, 2))
  else {
    for (const { kind, subject, what } of findings) console.log(`${KINDS[kind]}\t${subject ?? '–'}\t${what}`)
    console.log(`已核验 / checked: ${Object.entries(checked).map(([what, count]) => `${what} ${count}`).join(', ')}`)
    const count = findings.length
    console.log(count === 0 ? '未发现问题 / nothing found' : `发现 ${count} 处 / findings: ${count}`)
  }
  return findings.length === 0 ? FOUND_NOTHING : FOUND_SOMETHING
}

/** `tianfu checkpoint`: the latest signed note, to be kept somewhere else. */
export async function checkpoint(machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { save: { type: 'string' } } })
  const { checkpoint: last } = await askDatabase(machine, 'checkpoint')
  if (!last) throw new CannotRun('日志还是空的 / the log is still empty')
  if (values.save) writeFileSync(values.save, last)
  else process.stdout.write(last)
  return FOUND_NOTHING
}

/** `tianfu index`: makes what search finds anew from the rows. */
export async function index(machine: Machine): Promise<number> {
  const { entries, changed, removed } = await askDatabase(machine, 'index')
  console.log(`搜索条目 / search entries: ${entries}，更新 / changed: ${changed}，清除 / removed: ${removed}`)
  return FOUND_NOTHING
}

function readSaved(path: string): string {
  const text = readFileSync(path, 'utf8')
  if (text.trim() === '') throw new CannotRun(`${path} 是空的 / is empty`)
  return text
}
