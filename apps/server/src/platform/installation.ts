import type { Db } from './db/database.ts'

async function kept(db: Db, name: string): Promise<string | undefined> {
  return (await db.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst())?.value
}

/**
 * The origin of this installation, kept at its first start: it stands in every credential, code and notice, so a
 * silent change is refused. Several processes may start at once; the first one decides.
 *
 * @throws Error when ORIGIN is given and differs from what was kept
 */
export async function keepOrigin(db: Db, given: { origin: string | undefined; port: number }): Promise<string> {
  const wanted = given.origin ?? `http://localhost:${given.port}`
  await db.insertInto('installation').values({ name: 'origin', value: wanted })
    .onConflict((conflict) => conflict.doNothing()).execute()
  const origin = await kept(db, 'origin') ?? wanted
  if (given.origin !== undefined && given.origin !== origin) {
    throw new Error(
      `对外地址已定为 ${origin}，写入了证书与标识码，不能改为 ${given.origin} / the origin was kept as ${origin}, it cannot become `
      + `${given.origin}`,
    )
  }
  return origin
}

/**
 * The key of this installation, kept at its first start: item codes, credentials and sealed values rest on it, so a
 * data folder with another master key would call every code forged and open nothing.
 *
 * @throws Error when the master key is not the one that the database was filled under
 */
export async function keepKey(db: Db, keyId: string): Promise<void> {
  if (await keepFirst(db, 'key-id', keyId) === keyId) return
  throw new Error('数据目录中的主密钥不是这个库所用的，请指向原来的 TIANFU_DATA / '
    + 'the master key in the data folder is not the one of this database: point TIANFU_DATA at the original folder')
}

/** One deployment, one scheme: its id is in every act and code. @throws Error when the database holds another's */
export async function keepScheme(db: Db, id: string): Promise<void> {
  const before = await keepFirst(db, 'scheme', id)
  if (before !== id) throw new Error(`这个库的制度是 ${before}，不是 ${id} / the scheme of this database is ${before}, not ${id}`)
}

/** Keeps the value unless one has been kept. @returns the one that is kept */
async function keepFirst(db: Db, name: string, value: string): Promise<string> {
  await db.insertInto('installation').values({ name, value }).onConflict((conflict) => conflict.doNothing()).execute()
  return await kept(db, name) ?? value
}

/** Production never runs on a moved clock, nor on a database that demonstration mode has filled. */
export async function refuseMovedClock(db: Db, mode: 'demo' | 'production'): Promise<void> {
  if (mode === 'demo') {
    await db.insertInto('installation').values({ name: 'mode', value: 'demo' })
      .onConflict((conflict) => conflict.doNothing()).execute()
    if (await kept(db, 'mode') !== 'demo') throw new Error('这是正式库，不能以演示模式打开 / this is a production database')
    return
  }
  await db.insertInto('installation').values({ name: 'mode', value: 'production' })
    .onConflict((conflict) => conflict.doNothing()).execute()
  if (await kept(db, 'mode') !== 'production') {
    throw new Error('这个库有演示账号，不能以正式模式打开 / this database has demonstration accounts')
  }
  const { ahead_ms: ahead } = await db.selectFrom('official_clock').select('ahead_ms').executeTakeFirstOrThrow()
  if (ahead !== 0) throw new Error('业务时钟被拨动过，不能以正式模式打开 / the official clock has been moved')
}
