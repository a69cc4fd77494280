// The only reader of environment, clock and port.
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { createApp } from './app.ts'
import { readConfiguration } from './configuration.ts'
import { MODULES } from './modules.ts'
import { contactsOf, ownContacts } from './modules/identity/index.ts'
import { deliverReport } from './modules/trace/index.ts'
import { recountProvisional } from './platform/deadlines.ts'
import { openEmbedded, openPostgres } from './platform/db/open.ts'
import { compareWithPublished } from './platform/hold.ts'
import { keepKey, keepOrigin, keepScheme, refuseMovedClock } from './platform/installation.ts'
import { masterKey } from './platform/keys.ts'
import { mailBySmtp } from './platform/mail.ts'
import { gatewayChannels, startOutbox } from './platform/outbox.ts'
import { buildIfEmpty } from './platform/search-index.ts'
import { sealOldTexts } from './platform/texts.ts'
import { tilesInBucket } from './platform/tile-store.ts'
import { loadScheme } from './platform/scheme.ts'
import type { World } from './platform/work.ts'
import { answerLocalCommands } from './local-commands.ts'
import { faultFrom } from './fault.ts'
import { seedDemonstration, seedScheme } from './seed.ts'
import { buildWebOnce } from './web-build.ts'
import { ROOT, worldOf } from './world.ts'

try {
  await start()
} catch (error) {
  console.error(`启动失败 / cannot start: ${(error as Error).message}`)
  process.exit(1)
}

async function start(): Promise<void> {
  const began = Date.now()
  const configuration = readConfiguration(process.env)
  const dataDir = resolve(configuration.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const migrations = join(ROOT, 'db', 'migrations')
  const database = configuration.databaseUrl
    ? await openPostgres({ url: configuration.databaseUrl, migrations })
    : await openEmbedded({ folder: join(dataDir, 'embedded'), migrations })
  const origin = await keepOrigin(database.db, configuration)
  await refuseMovedClock(database.db, configuration.mode)
  const scheme = loadScheme(join(ROOT, 'scheme', configuration.scheme))
  await keepScheme(database.db, scheme.id)

  const log: World['log'] = {
    info: () => {},
    warn: (facts, message) => console.warn(JSON.stringify({ level: 'warn', message, ...printable(facts) })),
    error: (facts, message) => console.error(JSON.stringify({ level: 'error', message, ...printable(facts) })),
  }
  let world: World
  const { smtp } = configuration
  const sender = scheme.editions.at(-1)?.brand.name.zh ?? scheme.id
  const channels = gatewayChannels({
    sms: configuration.smsUrl, webhook: configuration.webhookUrl,
    ...(smtp && { mail: mailBySmtp(smtp.url, smtp.from, sender) }),
  }, origin, (to) => contactsOf(world, to), (line) => console.log(line))
  const outbox = await startOutbox(database, () => world, channels, (account) => ownContacts(world, account), {
    report: ({ report = '' }) => deliverReport(world, report),
  })
  world = worldOf({
    database, scheme, mode: configuration.mode, origin, dataDir, master: masterKey(dataDir), now: () => Date.now(), log,
    fault: faultFrom(configuration.faultPoint), outbox, witnesses: configuration.witnesses,
    webhookNetworks: configuration.webhookNetworks,
    ...(configuration.tiles && { tiles: tilesInBucket(configuration.tiles) }),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  })
  await keepKey(database.db, world.keys.id)
  await compareWithPublished(world)
  await recountProvisional(world)
  await sealOldTexts(world)
  await buildIfEmpty(world)
  await seedScheme(world, scheme.seedFolder)
  const accounts = configuration.mode === 'demo' ? await seedDemonstration(world, scheme.seedFolder) : []
  const webFolder = await buildWebOnce(ROOT)
  const app = await createApp(world, {
    logger: false, backgroundMs: 400, durability: database.durability, webFolder, proxies: configuration.proxies,
    publicWritesPerMinute: configuration.mode === 'demo' ? 6000 : 60,
  })
  const socket = answerLocalCommands(join(dataDir, `tianfu-${process.pid}.sock`), world, MODULES, createServer)
  const housekeeping = setInterval(() => {
    void database.housekeep().catch((error) => log.warn({ err: error }, 'housekeeping'))
  }, 10 * 60_000).unref()
  await app.http.listen({ host: configuration.host, port: configuration.port })
  printReady({ ...configuration, origin }, database.durability, accounts, Date.now() - began)

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(housekeeping)
    socket.close()
    await app.close()
    await outbox.stop()
    await database.close()
    rmSync(join(dataDir, `tianfu-${process.pid}.sock`), { force: true })
    process.exit(0)
  }
  process.on('SIGTERM', () => { void stop() })
  process.on('SIGINT', () => { void stop() })
}

function printable(facts: object): object {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [
    key, value instanceof Error ? value.stack : value,
  ]))
}

function printReady(
  { origin, host, port, mode }: { origin: string; host: string; port: number; mode: string }, durability: string,
  accounts: readonly { roleName: string; organisation: string; login: string; password: string; totpSecret?: string }[],
  ms: number,
): void {
  const lines = [
    '', `天府已就绪 / ready in ${ms} ms on Node ${process.version}`,
    `  公开页面 / public pages   http://${host === '0.0.0.0' ? 'localhost' : host}:${port}/`,
    `  工作台 / workbench        http://${host === '0.0.0.0' ? 'localhost' : host}:${port}/workbench/`,
    `  对外地址 / origin         ${origin}`,
    `  耐久 / durability         ${durability}${durability === 'process-crash'
      ? '（嵌入式数据库，仅供演示与试点 / embedded, for demonstration and pilots）'
      : ''}`,
    `  模式 / mode               ${mode}`,
  ]
  if (accounts.length > 0) {
    lines.push(
      '', '演示账号 / demonstration accounts (岗位 role · 单位 organisation · 账号 login · 密码 password · 动态码密钥 TOTP secret)',
    )
    for (const { roleName, organisation, login, password, totpSecret } of accounts) {
      lines.push(`  ${roleName}\t${organisation}\t${login}\t${password}\t${totpSecret ?? '–'}`)
    }
    lines.push(
      `  当前动态码 / current one-time codes: http://${host === '0.0.0.0'
        ? 'localhost'
        : host}:${port}/api/v1/demo/one-time-codes`,
    )
  }
  console.log(lines.join('\n'))
}
