import { itemLink } from '@tianfu/codes'
import { parseGtin } from '@tianfu/identifiers'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { deviceOf, verdictNow } from '../modules/codes/index.ts'
import type { Told } from '../modules/codes/index.ts'
import { NO_STAGES, publicStages } from '../modules/trace/index.ts'
import type { PublicStages } from '../modules/trace/index.ts'
import { viewFromMemory } from '../platform/command.ts'
import type { Lane } from '../platform/http/server.ts'
import type { View, World } from '../platform/work.ts'
import type { Lang } from './language.ts'
import { formOfAccept } from './layout.ts'
import { preparedAnswers } from './prepared.ts'
import { OPEN_TO_ALL, wantsLinkset } from './resolver.ts'

const ITEM = /^(\/en)?\/01\/(\d{14})\/21\/([0-9A-HJKMNP-TV-Z]{20})(\?seen=1)?$/

type Form = 'json' | 'html'
const MOST_ACCEPTS = 1_000

/** Which form is wanted, by the whole header `Accept`; undefined for what the lane does not give. */
function forms(): (accept: string | undefined) => Form | undefined {
  const known = new Map<string | undefined, Form | undefined>()
  return (accept) => {
    if (known.has(accept)) return known.get(accept)
    const wanted = wantsLinkset(accept) ? undefined : formOfAccept(accept, ['html', 'json']) as Form
    if (known.size >= MOST_ACCEPTS) known.clear()
    known.set(accept, wanted)
    return wanted
  }
}

/** What the lane leaves to the usual way: a person's own settings, a body, an answer that is to be compressed. */
const isPlain = ({ headers }: IncomingMessage, form: Form): boolean =>
  headers.cookie === undefined && headers.authorization === undefined && headers['x-api-key'] === undefined
  && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  && (form === 'json' || (headers['accept-encoding'] ?? 'identity') === 'identity')

/**
 * The verdict on an item, from what is held in memory, without the machinery that every other answer takes: whoever
 * asks for the address as it stands in a code gets the same bytes and headers several times faster. Whatever else is
 * asked, or while memory may not be asked, goes the usual way; a test holds both to one answer.
 */
export function verdictLane(world: World, always: readonly string[]): Lane {
  const [formWanted, prepared] = [forms(), preparedAnswers()]
  const head = [...always, ...Object.entries(OPEN_TO_ALL).flat(), 'cache-control', 'no-store', 'vary', 'accept']
  const heads = {
    json: [...head, 'content-type', 'application/json; charset=utf-8'],
    html: [...head, 'content-type', 'text/html; charset=utf-8'],
  }
  const textOf = (view: View, form: Form, lang: Lang, told: Told, stages: PublicStages): string =>
    (form === 'json' ? prepared.data(view, told) : prepared.page(view, lang, told, stages))

  return (request: IncomingMessage, response: ServerResponse, onward) => {
    if (request.method !== 'GET') return false
    const asked = ITEM.exec(request.url ?? '')
    if (!asked) return false
    const [, english, gtin = '', serial = '', seen] = asked
    const form = formWanted(request.headers.accept)
    if (!form || !isPlain(request, form) || !parseGtin(gtin).ok) return false
    const view = viewFromMemory(world)
    if (!view) return false
    const lang = english ? 'en' : 'zh'
    const send = (told: Told, stages: PublicStages) => {
      const text = textOf(view, form, lang, told, stages)
      const headers = heads[form].slice()
      if (form === 'html') headers.push('content-language', lang === 'en' ? 'en' : 'zh-CN')
      const link = itemLink(world.origin, { gtin, serial })
      headers.push('link', `<${link}>; rel="linkset"; type="application/linkset+json"`,
        'content-length', String(text.length))
      response.writeHead(200, headers)
      response.end(text, 'latin1')
    }
    const look = seen ? undefined : { device: deviceOf(request.headers['user-agent']), place: null }
    const told = verdictNow(view, { gtin, serial }, look)
    const withStages = (one: Told) => {
      const lot = form === 'html' ? one.shown.production?.lot : undefined
      const stages = lot === undefined ? NO_STAGES : publicStages(view, gtin, lot)
      if (stages instanceof Promise) stages.then((found) => { send(one, found) }).catch(onward)
      else send(one, stages)
    }
    if (told instanceof Promise) told.then(withStages).catch(onward)
    else withStages(told)
    return true
  }
}
