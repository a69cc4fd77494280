import { refuse, trace as contract } from '@tianfu/contract'
import type { FastifyInstance } from 'fastify'
import type { On } from '../../platform/http/routes.ts'
import { readUpload } from '../../platform/http/upload.ts'
import { capture, captureSingle, readDocument } from './capture.ts'
import { acceptCapture } from './capture-queue.ts'
import {
  behaviourOf, collection, limits, linkNext, optionsOf, pageOf, queryDocument, respondsAsync, sendJson,
  speaks,
} from './epcis-http.ts'
import { listConsent, setConsent } from './consent.ts'
import { captureJob, captureJobs } from './jobs.ts'
import { listBalances, publicMeter } from './mass-balance.ts'
import { createQuery, dropQuery, namedQuery, queryNames } from './named-queries.ts'
import { listLots, lotDetail } from './genealogy.ts'
import { findEvents, queryOf } from './query.ts'
import { recallOf } from './recall.ts'
import { answerOfSheet, captureSheet, returnedSheet, templateSheet } from './sheet.ts'
import { listCompleteness } from './stages.ts'
import { recordStep } from './steps.ts'
import { listSubscriptions, subscribe, subscription, subscriptions, unsubscribe } from './subscriptions.ts'
import { mustExist, queryWithin, valuesOf } from './resources.ts'

type Fields = Record<string, unknown>

export function traceRoutes(on: On, { http }: { http: FastifyInstance }): void {
  captureRoutes(on)
  eventRoutes(on)
  queryRoutes(on)
  subscriptionRoutes(on)
  sheetRoutes(on)
  on.read(contract.listTraceLots, (view, { query }) => listLots(view, query))
  on.read(contract.listMassBalances, (view, { query }) => listBalances(view, query))
  on.read(contract.getMeter, (view, { params, query }) => publicMeter(view, params.gtin, query.year))
  on.read(contract.listTraceSubscriptions, (view, { query }) => listSubscriptions(view, query))
  on.read(contract.recordTraceStep, (view, { body }) => recordStep(view, body))
  on.read(contract.listTraceConsent, (view) => listConsent(view))
  on.write(contract.setTraceConsent, (work, { body }) => setConsent(work, body))
  on.read(contract.getTraceLot, (view, { params }) => lotDetail(view, params.id))
  on.read(contract.listTraceCompleteness, (view, { query }) => listCompleteness(view, query))
  on.read(contract.getTraceRecall, (view, { params, query }) => recallOf(view, params.id, query.ground))
  const allowed: Record<string, string> = {
    '/epcis': 'GET, OPTIONS', '/epcis/capture': 'GET, POST, OPTIONS', '/epcis/capture/:id': 'GET, OPTIONS',
    '/epcis/events': 'GET, POST, OPTIONS', '/epcis/events/:eventID': 'GET, OPTIONS', '/epcis/:resource': 'GET, OPTIONS',
    '/epcis/:resource/:value': 'GET, OPTIONS', '/epcis/:resource/:value/events': 'GET, OPTIONS',
    '/epcis/queries': 'GET, POST, OPTIONS', '/epcis/queries/:name': 'GET, DELETE, OPTIONS',
    '/epcis/queries/:name/events': 'GET, OPTIONS',
    '/epcis/queries/:name/subscriptions': 'GET, POST, OPTIONS',
    '/epcis/queries/:name/subscriptions/:id': 'GET, DELETE, OPTIONS',
  }
  for (const [url, methods] of Object.entries(allowed)) {
    http.route({
      method: 'OPTIONS', url, config: { open: true }, handler: (_request, reply) => optionsOf(reply, methods),
    })
  }
}

function captureRoutes(on: On): void {
  on.raw(contract.epcisCapture, async (view, { body }, { request, reply }) => {
    speaks(request, reply)
    limits(reply)
    const behaviour = behaviourOf(request)
    const document = body as Fields
    const list = (document.epcisBody as Fields | undefined)?.eventList
    if (Array.isArray(list) && list.length > contract.CAPTURE_EVENTS) {
      refuse('epcis-too-many-events', { limit: contract.CAPTURE_EVENTS })
    }
    const later = respondsAsync(request)
    const job = later ? await acceptCapture(view, document, behaviour)
      : (await capture(view, readDocument(document, behaviour), behaviour)).job
    if (later) void reply.header('preference-applied', 'respond-async')
    await reply.code(202).header('location', `/epcis/capture/${job}`).send()
  })
  on.raw(contract.epcisCaptureJobs, async (view, { query }, { request, reply }) => {
    speaks(request, reply)
    const { page } = pageOf(query as Fields)
    const { jobs, next } = await captureJobs(view, page)
    linkNext(request, reply, next)
    await sendJson(request, reply, jobs)
  })
  on.raw(contract.epcisCaptureJob, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await sendJson(request, reply, await captureJob(view, params.id))
  })
  on.raw(contract.epcisCreateEvent, async (view, { body }, { request, reply }) => {
    speaks(request, reply)
    const id = await captureSingle(view, body as Fields)
    const { events: [event] } = await findEvents(view, queryOf({ EQ_eventID: id }), { perPage: 1 })
    void reply.code(201).header('location', `/epcis/events/${encodeURIComponent(id)}`)
    await sendJson(request, reply, event ?? {})
  })
}

function eventRoutes(on: On): void {
  on.raw(contract.epcisEvents, async (view, { query }, { request, reply }) => {
    speaks(request, reply)
    const { parameters, page } = pageOf(query as Fields)
    const { events, next } = await findEvents(view, queryOf(parameters), page)
    linkNext(request, reply, next)
    await sendJson(request, reply, queryDocument(view.at.official, 'SimpleEventQuery', events))
  })
  on.raw(contract.epcisEvent, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    const { events } = await findEvents(view, queryOf({ EQ_eventID: params.eventID }), { perPage: 30 })
    if (events.length === 0) refuse('not-found')
    await sendJson(request, reply, queryDocument(view.at.official, 'SimpleEventQuery', events))
  })
  on.raw(contract.epcisResources, async (view, { params, query }, { request, reply }) => {
    speaks(request, reply)
    const { parameters, page } = pageOf(query as Fields)
    const [unknown] = Object.keys(parameters)
    if (unknown) refuse('epcis-query', { parameter: unknown })
    const { values, next } = await valuesOf(view, params.resource, page)
    linkNext(request, reply, next)
    await sendJson(request, reply, collection(values))
  })
  on.raw(contract.epcisResource, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await mustExist(view, params.resource, params.value)
    await sendJson(request, reply, collection(['events']))
  })
  on.raw(contract.epcisResourceEvents, async (view, { params, query }, { request, reply }) => {
    speaks(request, reply)
    const { parameters, page } = pageOf(query as Fields)
    const found = await findEvents(view, queryWithin(params.resource, params.value, parameters), page)
    linkNext(request, reply, found.next)
    await sendJson(request, reply, queryDocument(view.at.official, 'SimpleEventQuery', found.events))
  })
}

function queryRoutes(on: On): void {
  on.raw(contract.epcisCreateQuery, async (view, { body }, { request, reply }) => {
    speaks(request, reply)
    await createQuery(view, body)
    await reply.code(201).header('location', `/epcis/queries/${body.name}`).send()
  })
  on.raw(contract.epcisQueries, async (view, { query }, { request, reply }) => {
    speaks(request, reply)
    const { page } = pageOf(query as Fields)
    const { items, next } = await queryNames(view, page)
    linkNext(request, reply, next)
    await sendJson(request, reply, items)
  })
  on.raw(contract.epcisQuery, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await sendJson(request, reply, { name: params.name, query: await namedQuery(view, params.name) })
  })
  on.raw(contract.epcisDropQuery, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await dropQuery(view, params.name)
    await reply.code(204).send()
  })
  on.raw(contract.epcisQueryEvents, async (view, { params, query }, { request, reply }) => {
    speaks(request, reply)
    const { parameters, page } = pageOf(query as Fields)
    const [unknown] = Object.keys(parameters)
    if (unknown) refuse('epcis-query', { parameter: unknown })
    const { events, next } = await findEvents(view, queryOf(await namedQuery(view, params.name)), page)
    linkNext(request, reply, next)
    await sendJson(request, reply, queryDocument(view.at.official, params.name, events))
  })
}

function subscriptionRoutes(on: On): void {
  on.raw(contract.epcisSubscribe, async (view, { params, body }, { request, reply }) => {
    speaks(request, reply)
    const made = await subscribe(view, params.name, body)
    void reply.code(201).header('location', `/epcis/queries/${params.name}/subscriptions/${made.subscriptionID}`)
    await sendJson(request, reply, made)
  })
  on.raw(contract.epcisSubscriptions, async (view, { params, query }, { request, reply }) => {
    speaks(request, reply)
    const { items, next } = await subscriptions(view, params.name, pageOf(query as Fields).page)
    linkNext(request, reply, next)
    await sendJson(request, reply, items)
  })
  on.raw(contract.epcisSubscription, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await sendJson(request, reply, await subscription(view, params.name, params.id))
  })
  on.raw(contract.epcisUnsubscribe, async (view, { params }, { request, reply }) => {
    speaks(request, reply)
    await unsubscribe(view, params.name, params.id)
    await reply.code(204).send()
  })
}

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
function sheetRoutes(on: On): void {
  on.raw(contract.traceSheetTemplate, async (view, _input, { reply }) => {
    await reply.type(WORKBOOK).header('content-disposition', 'attachment; filename="trace.xlsx"')
      .send(await templateSheet(view))
  })
  on.raw(contract.checkTraceSheet, async (view, _input, { request, reply }) => {
    await reply.send(await answerOfSheet(view, (await readUpload(request)).bytes))
  })
  on.raw(contract.captureTraceSheet, async (view, _input, { request, reply }) => {
    await reply.send(await captureSheet(view, (await readUpload(request)).bytes))
  })
  on.raw(contract.returnTraceSheet, async (view, _input, { request, reply }) => {
    await reply.type(WORKBOOK).header('content-disposition', 'attachment; filename="trace-returned.xlsx"')
      .send(await returnedSheet(view, (await readUpload(request)).bytes))
  })
}
