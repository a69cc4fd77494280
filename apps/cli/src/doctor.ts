import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chinaToday, parseInstant } from '@tianfu/kernel'
import { holderOf } from '../../server/src/platform/db/lock.ts'
import type { Examined } from '../../server/src/platform/examine.ts'
import { loadScheme } from '../../server/src/platform/scheme.ts'
import { ROOT } from '../../server/src/world.ts'
import { FOUND_NOTHING, FOUND_SOMETHING } from './command.ts'
import type { Machine } from './command.ts'
import { askDatabase } from './database.ts'

/** `off` wants somebody's hand; `fine` and `note` are told only. */
interface Seen { what: string; state: 'fine' | 'note' | 'off'; says: string }
const MARKS = { fine: '正常 fine', note: '提示 note', off: '异常 off ' } as const

/** `tianfu doctor`: what is off in an installation. */
export async function doctor(machine: Machine, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const seen = [...ofMachine(machine), ...ofScheme(machine), ofChannels(machine), ...await ofDatabase(machine)]
  if (values.json) console.log(JSON.stringify(seen, null, 2))
  else for (const { what, state, says } of seen) console.log(`${MARKS[state]}\t${what}\t${says}`)
  return seen.some(({ state }) => state === 'off') ? FOUND_SOMETHING : FOUND_NOTHING
}

function ofMachine({ dataDir }: Machine): Seen[] {
  const folder = resolve(dataDir)
  const node = Number(process.versions.node.split('.')[0]) >= 24
  const needed = node ? '' : '，需要 24 或更新 / 24 or newer is needed'
  const seen: Seen[] = [{ what: 'Node', state: node ? 'fine' : 'off', says: `${process.version}${needed}` }]
  if (!existsSync(folder)) {
    return [...seen, { what: '数据目录 data folder', state: 'off', says: `${folder} 不存在 / does not exist` }]
  }
  seen.push(privately('数据目录 data folder', folder, 'note'))
  const key = join(folder, 'keys', 'master.key')
  seen.push(ofKey(key))
  const holder = existsSync(join(folder, 'embedded')) ? holderOf(join(folder, 'embedded')) : undefined
  if (holder) {
    seen.push({ what: '占用 holder', state: holder.alive ? 'fine' : 'note',
      says: holder.alive ? `进程 process ${holder.pid}`
        : `进程 ${holder.pid} 已不在，下次启动自动接管 / is gone, the next start takes over` })
  }
  return seen
}

function ofKey(path: string): Seen {
  const what = '主密钥 master key'
  if (!existsSync(path)) return { what, state: 'off', says: `${path} 不存在，首次启动时生成 / is made at the first start` }
  if (statSync(path).size !== 32) return { what, state: 'off', says: `${path} 应为 32 字节 / must hold 32 bytes` }
  return privately(what, path, 'off')
}

function privately(what: string, path: string, otherwise: 'note' | 'off'): Seen {
  const mode = statSync(path).mode & 0o777
  const closed = process.platform === 'win32' || (mode & 0o077) === 0
  const open = closed ? '' : '，他人可读，应仅属主可用 / open to others, should be the owner’s alone'
  return { what, state: closed ? 'fine' : otherwise, says: `${path} ${mode.toString(8)}${open}` }
}

function ofScheme({ scheme, now }: Machine): Seen[] {
  try {
    const { id, editions, calendar } = loadScheme(join(ROOT, 'scheme', scheme))
    const year = Number(chinaToday(parseInstant(now())).slice(0, 4))
    const years = [...calendar.years].sort()
    const known = calendar.years.has(year)
    const missing = known ? '' : `，没有 ${year} 年，期限均为暂定 / without ${year}, due days are provisional`
    return [
      { what: '制度 scheme', state: 'fine', says: `${id} ${editions.map(({ inForceFrom }) => inForceFrom).join(' ')}` },
      { what: '日历 calendar', state: known ? 'fine' : 'off', says: `${years[0]}–${years.at(-1)}${missing}` },
    ]
  } catch (error) {
    return [{ what: '制度 scheme', state: 'off', says: (error as Error).message }]
  }
}

/** Printing is right for a demonstration; in production people would not be told. */
function ofChannels({ smtp, smsUrl, mode }: Machine): Seen {
  const what = '消息渠道 news'
  const mail = smtp ? `邮件 mail ${smtp.from}` : '邮件不发，打印 mail is printed'
  const sms = smsUrl ? `短信 text messages ${new URL(smsUrl).host}` : '短信不发，打印 text messages are printed'
  const none = !smtp && !smsUrl
  return { what, state: none ? (mode === 'production' ? 'off' : 'note') : 'fine', says: `${mail}；${sms}` }
}

async function ofDatabase(machine: Machine): Promise<Seen[]> {
  try {
    return judge(await askDatabase(machine, 'examine'), machine)
  } catch (error) {
    return [{ what: '数据库 database', state: 'off', says: (error as Error).message }]
  }
}

/** In production a log that nobody else has seen convinces nobody. */
function ofWitnesses({ witnesses }: Examined, mode: Machine['mode']): Seen {
  const what = '见证 witnesses'
  if (witnesses.length === 0) {
    return { what, state: mode === 'production' ? 'off' : 'note', says: '没有设置 none is configured (TIANFU_WITNESSES)' }
  }
  const behind = witnesses.filter(({ unseenSince }) => unseenSince !== undefined)
  return { what, state: behind.length > 0 ? 'note' : 'fine', says: witnesses.map(({ name, unseenSince }) =>
    `${name} ${unseenSince === undefined ? '已见最新 has seen the latest' : `未见自 behind since ${unseenSince}`}`).join('；') }
}

const STUCK_MS = 60_000

/** What the figures of a database mean. */
export function judge(of: Examined, { origin, mode }: Pick<Machine, 'origin' | 'mode'>): Seen[] {
  const otherOrigin = origin !== undefined && of.origin !== '' && origin !== of.origin
  const plainOrigin = of.mode === 'production' && !of.origin.startsWith('https:')
  const says = (what: string, off: boolean, text: string): Seen => ({ what, state: off ? 'off' : 'fine', says: text })
  const ahead = of.clockAheadMs === 0 ? '' : `，拨快 ahead by ${Math.round(of.clockAheadMs / 86_400_000)} d`
  const age = of.logPending === 0 ? '' : ` (${Math.round(of.logPendingMs / 1000)} s)`
  return [
    says('数据库 database', of.encoding !== 'UTF8', `${of.dialect} ${of.version} ${of.encoding}`),
    says('模式 mode', of.mode !== mode,
      of.mode === mode ? mode : `库为 ${of.mode}，设置为 ${mode} / database and setting differ`),
    says('对外地址 origin', otherOrigin || plainOrigin,
      otherOrigin ? `已定为 ${of.origin}，设置为 ${origin} / kept as the former, set as the latter` : of.origin || '–'),
    { what: '业务时钟 official clock', says: `${of.today}${ahead}`,
      state: of.clockAheadMs === 0 ? 'fine' : of.mode === 'production' ? 'off' : 'note' },
    says('日志 log', of.logPendingMs > STUCK_MS, `${of.logSize} 条 entries，待排序 pending ${of.logPending}${age}`),
    says('办理 official work', of.hold !== undefined, of.hold ? `${of.hold.zh} / ${of.hold.en}` : '正常 goes on'),
    ofWitnesses(of, mode),
    { what: '期限 deadlines', says: `逾期 late ${of.deadlinesLate}，未处理 not handed on ${of.deadlinesUnswept}`,
      state: of.deadlinesUnswept > 0 ? 'off' : of.deadlinesLate > 0 ? 'note' : 'fine' },
    { what: '消息 notices', state: of.noticesWaiting > 0 ? 'note' : 'fine', says: `待发 waiting ${of.noticesWaiting}` },
  ]
}
