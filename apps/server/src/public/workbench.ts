import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const OPEN = { config: { open: true } }

/** As everywhere, and frames of files that the page itself fetched: documents beside the form of a decision. */
const PAGE_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
  + "frame-src 'self' blob:; "
  + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** `/workbench/`: the built application. Its assets carry their hash and are kept for ever; its page never is. */
export async function workbench(http: FastifyInstance, folder: string | undefined): Promise<void> {
  http.get('/workbench', OPEN, async (_request, reply) => reply.redirect('/workbench/', 308))
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) return
  const page = () => readFileSync(join(folder, 'index.html'))
  await http.register(fastifyStatic, { root: folder, serve: false, decorateReply: true, index: false,
    dotfiles: 'deny' })
  http.get<{ Params: { '*': string } }>('/workbench/*', OPEN, async (request, reply) => {
    const path = request.params['*']
    if (/^assets\/[\w.-]+$/.test(path)) {
      return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(path, folder,
        { cacheControl: false })
    }
    if (/^[\w-]+\.(svg|png|ico|webmanifest|txt)$/.test(path)) return reply.header('cache-control',
      'public, max-age=3600').sendFile(path, folder, { cacheControl: false })
    // A page of a thing may end like a file: a lot is named by its GTIN and number, parted by a full stop.
    if (path.startsWith('assets/') || (/\.\w+$/.test(path) && !/^[a-z-]+\/[^/]/.test(path))) return reply.callNotFound()
    // Any other address is one of the application's own pages.
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache')
      .header('content-security-policy', PAGE_POLICY).send(page())
  })
}

/** The files of the field page, by the type that they are sent as. */
const FIELD_FILES: Record<string, string> = {
  'main.js': 'text/javascript; charset=utf-8', 'worker.js': 'text/javascript; charset=utf-8',
  'main.css': 'text/css; charset=utf-8', 'seal.svg': 'image/svg+xml',
}

/** `/field/`: a page for telephones that works on without a network; a worker of the browser keeps its few files. */
export async function fieldPage(http: FastifyInstance, folder: string | undefined): Promise<void> {
  http.get('/field', OPEN, async (_request, reply) => reply.redirect('/field/', 308))
  if (folder === undefined || !existsSync(join(folder, 'field', 'index.html'))) return
  http.get('/field/', OPEN, async (_request, reply) => reply.type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache').header('content-security-policy', PAGE_POLICY)
    .send(readFileSync(join(folder, 'field', 'index.html'))))
  http.get<{ Params: { file: string } }>('/field/:file', OPEN, async (request, reply) => {
    const type = Object.hasOwn(FIELD_FILES, request.params.file) ? FIELD_FILES[request.params.file] : undefined
    if (!type) return reply.callNotFound()
    return reply.type(type).header('cache-control', 'no-cache')
      .send(readFileSync(join(folder, 'field', request.params.file)))
  })
}
