import type { createServer } from 'node:http'
import { rmSync } from 'node:fs'
import { fsck } from './platform/fsck.ts'
import type { Checked } from './platform/fsck.ts'
import type { World } from './platform/work.ts'

/**
 * Answers `tianfu` commands on a socket in the data folder, which only the owner of the folder can open. The server
 * alone may hold the embedded database, so the command line goes through it.
 */
export function answerLocalCommands(path: string, world: World, modules: readonly Checked[], make: typeof createServer) {
  rmSync(path, { force: true })
  const server = make((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString('utf8') })
    request.on('end', () => {
      if (request.url !== '/fsck') { response.writeHead(404).end(); return }
      fsck(world, modules, body || undefined).then(
        (report) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(report)),
        (error: Error) => response.writeHead(500).end(error.message))
    })
  })
  server.listen(path)
  return server
}
