import { parseMailAddress } from '@tianfu/identifiers'
import { networksOf } from './platform/outward.ts'
import type { ObjectStore } from './platform/tile-store.ts'
import type { Witness } from './platform/witnesses.ts'

export interface Configuration {
  host: string
  port: number
  /** As given; otherwise the one kept at first start, or `http://localhost:port`. */
  origin: string | undefined
  dataDir: string
  databaseUrl: string | undefined
  mode: 'demo' | 'production'
  scheme: string
  faultPoint: string | undefined
  /** Gateways that take news as JSON over HTTP; without them it is printed. */
  smsUrl: string | undefined
  webhookUrl: string | undefined
  /** Mail by SMTP and its sender; without them it is printed. */
  smtp: { url: string; from: string } | undefined
  /** A bucket for the log's tiles; otherwise they lie in the data folder. */
  tiles: ObjectStore | undefined
  /** Second authorities that cosign the log's checkpoints. */
  witnesses: readonly Witness[]
  /** Networks inside, such as 10.1.2.0/24, that users may name as destinations of reports. */
  webhookNetworks: readonly string[]
  /** Proxies before us, as addresses or networks: only their word on where a request comes from is taken. */
  proxies: readonly string[]
}

/** The process configuration (design §5). @throws Error with one clear line when it cannot serve. */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const mode = environment.TIANFU_MODE ?? 'demo'
  if (mode !== 'demo' && mode !== 'production') {
    throw new Error(`TIANFU_MODE 应为 demo 或 production / must be demo or production: ${mode}`)
  }
  const port = Number(environment.PORT ?? 8080)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT 不是端口号 / is no port: ${environment.PORT}`)
  }
  const origin = environment.ORIGIN
  if (origin !== undefined && !isOrigin(origin)) {
    throw new Error(`ORIGIN 应为 https://主机[:端口] / must be https://host[:port]: ${origin}`)
  }
  if (mode === 'production') {
    if (!environment.DATABASE_URL) {
      throw new Error('正式模式需要 PostgreSQL（DATABASE_URL）/ production needs PostgreSQL (DATABASE_URL)')
    }
    if (!origin) throw new Error('正式模式需要 ORIGIN / production needs ORIGIN')
    if (environment.TIANFU_FAULT_POINT) throw new Error('正式模式不接受故障注入 / production takes no fault point')
  }
  return {
    host: environment.HOST ?? '127.0.0.1', port, origin, dataDir: environment.TIANFU_DATA ?? 'data', mode,
    databaseUrl: environment.DATABASE_URL || undefined, scheme: environment.TIANFU_SCHEME ?? 'sichuan',
    faultPoint: environment.TIANFU_FAULT_POINT, smsUrl: gateway('TIANFU_SMS_URL', environment),
    webhookUrl: gateway('TIANFU_WEBHOOK_URL', environment), smtp: smtp(environment),
    tiles: tiles(environment), witnesses: witnesses(environment.TIANFU_WITNESSES),
    webhookNetworks: networks('TIANFU_WEBHOOK_NETWORKS', environment),
    proxies: networks('TIANFU_PROXIES', environment),
  }
}

function gateway(name: string, environment: Record<string, string | undefined>): string | undefined {
  const url = environment[name]
  if (!url) return undefined
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`${name} 不是 http(s) 地址 / is no http(s) address`)
  }
  return url
}

function smtp(environment: Record<string, string | undefined>): Configuration['smtp'] {
  const { TIANFU_SMTP_URL: url, TIANFU_MAIL_FROM: from } = environment
  if (!url) return undefined
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) {
    throw new Error('TIANFU_SMTP_URL 应为 smtp(s)://[用户:密码@]主机[:端口] / must be smtp(s)://[user:password@]host[:port]')
  }
  const address = parseMailAddress(from ?? '')
  if (!address.ok) {
    throw new Error('TIANFU_MAIL_FROM 应为发件邮箱地址 / must be the mail address of the sender')
  }
  return { url, from: address.value }
}

function tiles(environment: Record<string, string | undefined>): Configuration['tiles'] {
  const url = gateway('TIANFU_TILES_URL', environment)
  const { TIANFU_TILES_KEY_ID: accessKeyId, TIANFU_TILES_SECRET: secretAccessKey } = environment
  if (!url) return undefined
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('TIANFU_TILES_URL 需要 TIANFU_TILES_KEY_ID 和 TIANFU_TILES_SECRET / needs both beside it')
  }
  return { url, accessKeyId, secretAccessKey, region: environment.TIANFU_TILES_REGION ?? 'us-east-1' }
}

/** `key=url`, separated by blanks; the key is the witness's verifier key. */
function witnesses(text: string | undefined): Witness[] {
  return (text ?? '').split(/\s+/).filter((one) => one !== '').map((one) => {
    const [, key = '', url = ''] = /^([^+=]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*)=(https?:\/\/.+)$/.exec(one) ?? []
    if (!URL.canParse(url)) {
      throw new Error(`TIANFU_WITNESSES 应为 公钥=地址，以空格分隔 / must be key=address, separated by blanks: ${one}`)
    }
    return { key, url }
  })
}

/** Separated by blanks. */
function networks(name: string, environment: Record<string, string | undefined>): string[] {
  const given = (environment[name] ?? '').split(/\s+/).filter((one) => one !== '')
  try {
    networksOf(given)
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error })
  }
  return given
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text && /^https?:/.test(text)
  } catch {
    return false
  }
}
