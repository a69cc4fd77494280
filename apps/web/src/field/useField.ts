import { useCallback, useEffect, useRef, useState } from 'react'
import { Refused, Unreachable } from '../call.ts'
import { nowText } from '../clock.ts'
import { fetchBag, fetchWho, transport } from './bag.ts'
import { sendWaiting } from './outbox.ts'
import type { Item } from './outbox.ts'
import { keepTaken, outbox, readTaken } from './storage.ts'
import type { Taken } from './storage.ts'

/** `unknown` until the server was asked once. */
export type Line = 'unknown' | 'online' | 'offline' | 'signed-out' | 'not-permitted'

const AGAIN_MS = 20_000

export interface Field {
  readonly line: Line
  /** `undefined` while the device is read, `null` where nothing was taken along. */
  readonly taken: Taken | null | undefined
  readonly items: readonly Item[]
  /** Asks the server for what is new and sends what waits. */
  sync(): Promise<void>
  put(item: Item): Promise<void>
  remove(id: string): Promise<void>
  forgotten(): void
}

/** What the telephone holds, and its line to the server. */
export function useField(): Field {
  const [line, setLine] = useState<Line>('unknown')
  const [taken, setTaken] = useState<Taken | null>()
  const [items, setItems] = useState<readonly Item[]>([])
  const busy = useRef(false)

  const show = useCallback(async (account: string | undefined) => {
    setItems(account ? await outbox.items(account) : [])
  }, [])

  const sync = useCallback(async () => {
    if (busy.current) return
    busy.current = true
    try {
      setLine(await alone(async () => {
        const who = await fetchWho()
        if (!who) return 'signed-out'
        const store = { ...outbox, put: async (item: Item) => { await outbox.put(item); await show(who.account) } }
        const sent = await sendWaiting(store, transport, who.account, nowText)
        if (sent !== 'all') return sent === 'signed-out' ? sent : 'offline'
        const fresh = { who, bag: await fetchBag(), at: nowText() }
        await keepTaken(fresh)
        setTaken(fresh)
        await show(who.account)
        return 'online'
      }))
    } catch (error) {
      if (error instanceof Refused && error.status === 403) setLine('not-permitted')
      else if (error instanceof Unreachable || error instanceof Refused) setLine('offline')
      else throw error
    } finally {
      busy.current = false
    }
  }, [show])

  useEffect(() => {
    void readTaken().then(async kept => {
      setTaken(kept ?? null)
      await show(kept?.who.account)
      await sync()
    })
    const look = () => { if (document.visibilityState === 'visible') void sync() }
    globalThis.addEventListener('online', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      globalThis.removeEventListener('online', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [show, sync])

  const waits = items.some(({ state }) => state === 'waiting' || state === 'sending')
  useEffect(() => {
    if (!waits) return undefined
    const timer = setInterval(() => void sync(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [waits, sync])

  const account = taken?.who.account
  return {
    line, taken, items, sync,
    put: async item => { await outbox.put(item); await show(account); void sync() },
    remove: async id => { await outbox.remove(id); await show(account) },
    forgotten: () => { setTaken(null); setItems([]) },
  }
}

/** One page at a time sends; others on the same device leave it to that one. */
async function alone(work: () => Promise<Line>): Promise<Line> {
  if (!navigator.locks) return await work()
  return await navigator.locks.request('tianfu-field', work)
}
