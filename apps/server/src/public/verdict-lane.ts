import { itemLink } from '@tianfu/codes'
import { parseGtin } from '@tianfu/identifiers'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { deviceOf, verdictText } from '../modules/codes/index.ts'
import { viewFromMemory } from '../platform/command.ts'
import type { Lane } from '../platform/http/server.ts'
import type { World } from '../platform/work.ts'
import { OPEN_TO_ALL } from './resolver.ts'

const ITEM = /^\/01\/(\d{14})\/21\/([0-9A-HJKMNP-TV-Z]{20})(\?seen=1)?$/

/**
 * The verdict on an item as data, from what is held in memory, without the machinery that every other answer takes: a
 * programme that asks for the address as it stands in a code gets the same bytes and headers several times faster.
 * Whatever else is asked, or while memory may not be asked, goes the usual way; a test holds both to one answer.
 */
export function verdictLane(world: World): Lane {
  return (request: IncomingMessage, response: ServerResponse, headers, onward) => {
    if (request.method !== 'GET' || request.headers.accept !== 'application/json') return false
    const asked = ITEM.exec(request.url ?? '')
    const [, digits = '', serial = '', seen] = asked ?? []
    if (!asked || !parseGtin(digits).ok) return false
    const view = viewFromMemory(world)
    if (!view) return false
    const look = seen ? undefined : { device: deviceOf(request.headers['user-agent']), place: null }
    const link = `<${itemLink(world.origin, { gtin: digits, serial })}>; rel="linkset"; type="application/linkset+json"`
    const send = (text: string) => {
      const body = Buffer.from(text)
      response.writeHead(200, [
        ...headers, ...Object.entries(OPEN_TO_ALL).flat(), 'cache-control', 'no-store', 'vary', 'accept', 'link', link,
        'content-type', 'application/json; charset=utf-8', 'content-length', String(body.length),
      ])
      response.end(body)
    }
    const answer = verdictText(view, { gtin: digits, serial }, look)
    if (typeof answer === 'string') send(answer)
    else answer.then(send, onward)
    return true
  }
}
