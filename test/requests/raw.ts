// Requests as no client library would send them: bytes on a socket, the answer read until the connection ends.
import { connect } from 'node:net'

export interface RawAnswer { status: number; headers: Record<string, string>; body: string }

/**
 * Sends these bytes and reads until the other side closes, or for `quietMs` says nothing more. Status 0 when it was
 * closed without a word.
 */
export function sendRaw(port: number, bytes: string | Uint8Array, quietMs = 1_500): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    const done = () => {
      socket.destroy()
      resolve(parse(Buffer.concat(parts)))
    }
    socket.setTimeout(quietMs, done)
    socket.on('connect', () => { socket.write(bytes) })
    socket.on('data', (part: Buffer) => { parts.push(part) })
    socket.on('close', done)
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // closed while we were still sending: what was answered before counts
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') done()
      else reject(error)
    })
  })
}

function parse(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  }))
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, body: text.slice(end + 4) }
}
