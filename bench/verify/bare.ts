// The baseline: node:http alone, sending the bytes it was given, headers and all.
import { createServer } from 'node:http'

let answers: Record<string, { headers: Record<string, string>; body: Buffer }> = {}
const server = createServer((request, response) => {
  const answer = answers[request.url ?? ''] ?? { headers: {}, body: Buffer.alloc(0) }
  response.writeHead(200, answer.headers)
  response.end(answer.body)
})
process.on('message', (message: 'stop' | Record<string, { headers: Record<string, string>; body: string }>) => {
  if (message === 'stop') process.exit(0)
  answers = Object.fromEntries(Object.entries(message).map(([url, { headers, body }]) =>
    [url, { headers, body: Buffer.from(body) }]))
  process.send?.('set')
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ ready: typeof address === 'object' ? address?.port : 0 })
})
