import { connect } from 'node:net'
import type { Socket } from 'node:net'

export interface Counted {
  answers: number
  statuses: Record<string, number>
  seconds: number
}

/**
 * Closed loop over HTTP/1.1 with keep-alive: `connections` sockets, each sends its next request when its last has been
 * answered, for `seconds`. Reads only what it must (status and length), so that the client costs little and the same
 * for every server. What was on its way at the end is waited for and counted.
 */
export async function load(
  port: number, next: () => string, headers: string, connections: number, seconds: number,
): Promise<Counted> {
  const counted: Counted = { answers: 0, statuses: {}, seconds: 0 }
  const began = performance.now()
  const end = began + seconds * 1000
  // The client never sleeps: on a virtual machine waking it costs more than an answer, and would be charged to
  // whichever server is slow enough to let it fall asleep.
  let awake = true
  const stayAwake = () => { if (awake) setImmediate(stayAwake) }
  stayAwake()
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>((resolve, reject) => {
    const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
    let left = Buffer.alloc(0)
    const ask = () => { socket.write(`GET ${next()} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`) }
    socket.on('connect', ask)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      left = left.length === 0 ? chunk : Buffer.concat([left, chunk])
      const head = left.indexOf('\r\n\r\n')
      if (head < 0) return
      const text = left.toString('latin1', 0, head)
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? NaN)
      if (Number.isNaN(length)) { reject(new Error(`an answer without content-length: ${text}`)); return }
      if (left.length < head + 4 + length) return
      left = left.subarray(head + 4 + length)
      const status = text.slice(9, 12)
      counted.answers += 1
      counted.statuses[status] = (counted.statuses[status] ?? 0) + 1
      if (performance.now() < end) ask()
      else { socket.end(); resolve() }
    })
  })))
  awake = false
  counted.seconds = (performance.now() - began) / 1000
  return counted
}

/** One answer whole. */
export async function answerOf(
  port: number, path: string, headers: Record<string, string>,
): Promise<{ headers: Record<string, string>; body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { 'accept-encoding': 'identity', ...headers },
  })
  return { headers: Object.fromEntries(response.headers), body: await response.text() }
}
