import { itemLink } from '@tianfu/codes'
import { pages as contract } from '@tianfu/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { findProductByGtin } from '../modules/brands/index.ts'
import { deviceOf, readAsked, verdictOf } from '../modules/codes/index.ts'
import type { Look, VerdictAnswer } from '../modules/codes/index.ts'
import { parseGtin } from '@tianfu/identifiers'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { certificatesOf, standing } from '../modules/certification/index.ts'
import { formOf, readerOf, sendPage } from './layout.ts'
import { firstFound } from './numbers.ts'
import { OPEN_TO_ALL, resolve } from './resolver.ts'
import { NO_STAGES, publicStages } from '../modules/trace/index.ts'
import { tradeItemPage, verdictPage } from './verdict-page.ts'

interface Asked { gtin: string; serial?: string; lot?: string }

/** A look counts as a scan unless nothing was shown, or the same page again in another language or larger. */
const lookOf = (request: FastifyRequest): Look | undefined =>
  (request.method === 'HEAD' || (request.query as { seen?: string }).seen === '1' ? undefined
    : { device: deviceOf(request.headers['user-agent']), place: null })

async function sendItem(view: View, { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  asked: Asked) {
  const form = formOf(request, ['html', 'json'])
  const gtin = parseGtin(asked.gtin)
  const elsewhere = gtin.ok ? await resolve(view, { request, reply }, { ...asked, gtin: gtin.value }) : undefined
  if (elsewhere) return elsewhere
  // A link that breaks the rules of its key is never answered with 200 (GS1-Conformant Resolver 1.2).
  if (!gtin.ok) void reply.code(400)
  void reply.headers(OPEN_TO_ALL)
  const answer = asked.serial === undefined ? await tradeItem(view, asked)
    : await verdictOf(view, { ...asked, serial: asked.serial }, lookOf(request))
  if (gtin.ok) void reply.header('link', `<${itemLink(view.world.origin,
    { ...asked, gtin: gtin.value })}>; rel="linkset"; type="application/linkset+json"`)
  if (form !== 'html') return sendData(reply, answer)
  const reader = readerOf(request)
  const page = asked.serial === undefined ? tradeItemPage(view, reader, answer)
    : verdictPage(view, reader, answer, await stagesOf(view, answer))
  return sendPage(reply, view, reader, gtin.ok ? page : { ...page, status: 400 })
}

/** What is told of the lot of an item, for a page that is read; a program asks the trace itself. */
const stagesOf = async (view: View, { gtin, production }: VerdictAnswer) =>
  (gtin === undefined || !production ? NO_STAGES : await publicStages(view, gtin, production.lot)).stages

/** Looking up a number is no scan of an item; and a number may be meant with 0 for O. */
async function verdictOnText(view: View, text: string, look: Look | undefined): Promise<VerdictAnswer> {
  const reading = readAsked(text)
  const isNumber = reading.ok ? 'number' in reading.asked : reading.problem.rule === 'number-form'
  if (!isNumber) return verdictOf(view, { text }, look)
  const meant = await firstFound(text, async (number) => {
    const one = await verdictOf(view, { number })
    return one.kind ? one : undefined
  })
  return meant ?? verdictOf(view, { text })
}

const sendData = (reply: FastifyReply, answer: unknown) =>
  reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').header('vary',
    'accept').send(Buffer.from(JSON.stringify(answer)))

/** How the product of a GTIN stands: by its best standing certificate, else its latest. */
async function tradeItem(view: View, { gtin: text }: Asked): Promise<VerdictAnswer> {
  const gtin = parseGtin(text)
  const base = { code: text.slice(0, 200), asOf: view.at.official }
  if (!gtin.ok) return { verdict: 'malformed', ...base, problem: { rule: gtin.rule, zh: gtin.zh, en: gtin.en } }
  const product = await findProductByGtin(view.db, gtin.value)
  const found = product ? (await certificatesOf(view.db, product.organisation)).filter(({ state }) =>
    state.product === product.id) : []
  const [first] = found
  const best = found.find(({ state }) => standing(state, view.at.today) === 'valid') ?? first
  if (!product || !best) return { verdict: 'unknown', ...base, code: gtin.value, gtin: gtin.value }
  const answer = await verdictOf(view, { number: best.state.registerNumber })
  return { ...answer, code: gtin.value, gtin: gtin.value,
    product: { name: product.name, models: [...product.models], unit: product.unit.zh } }
}

export function verdictRoutes(on: On): void {
  for (const endpoint of [contract.itemPage, contract.itemPageEnglish]) on.raw(endpoint,
    (view, { params }, extras) => sendItem(view, extras, params))
  for (const endpoint of [contract.lotItemPage, contract.lotItemPageEnglish]) on.raw(endpoint,
    (view, { params }, extras) => sendItem(view, extras, params))
  for (const endpoint of [contract.lotPage, contract.lotPageEnglish]) on.raw(endpoint,
    (view, { params }, extras) => sendItem(view, extras, params))
  for (const endpoint of [contract.tradeItemPage, contract.tradeItemPageEnglish]) on.raw(endpoint,
    (view, { params }, extras) => sendItem(view, extras, params))
  for (const endpoint of [contract.codePage, contract.codePageEnglish]) {
    on.raw(endpoint, async (view, { params }, { request, reply }) => {
      const asksData = params.code.endsWith('.json')
      const answer = await verdictOnText(view, asksData ? params.code.slice(0, -5) : params.code, lookOf(request))
      if (asksData || formOf(request) === 'json') return sendData(reply, answer)
      const reader = readerOf(request)
      return sendPage(reply, view, reader, verdictPage(view, reader, answer, await stagesOf(view, answer)))
    })
  }
}
