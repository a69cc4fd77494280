import { pages as contract, refuse } from '@tianfu/contract'
import { Refusal, isLocalDate } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  certificateJwt, certificatePdf, findCertificateByNumber, publicCertificate,
} from '../modules/certification/index.ts'
import { countersignatureOf } from '../modules/verification/index.ts'
import { problemOf } from '../platform/http/problem.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { certificatePage } from './certificate-page.ts'
import { html } from './html.ts'
import { say, to } from './language.ts'
import type { Reader } from './language.ts'
import { formOf, readerOf, sendPage } from './layout.ts'
import type { Page } from './layout.ts'
import { noSuchNumber, whyNothing } from './not-found.ts'
import { firstFound } from './numbers.ts'
import { receiptOf, registerKnown } from './receipt.ts'
import { statement } from './words.ts'

/** @throws Refusal `day-ahead` for a day that has not come */
function dayOf(view: View, at: string | undefined): LocalDate | undefined {
  if (at === undefined || at === '') return undefined
  if (!isLocalDate(at)) refuse('bad-request', { why: 'at' })
  if (at > view.at.today) refuse('day-ahead')
  return at
}

/** What is known of a number on a day, with a receipt where a day was asked for. */
export async function certificateAnswer(view: View, number: string, at: string | undefined) {
  const day = dayOf(view, at)
  const found = await firstFound(number, (one) => publicCertificate(view, one, day))
  const subject = `${view.world.origin}/c/${found?.number ?? encodeURIComponent(number.slice(0, 100))}`
  if (day === undefined && found) return { found, day }
  const nothing = found ? undefined : { ...await whyNotThere(view, number, day), register: await registerKnown(view) }
  const known = found && await findCertificateByNumber(view.db, found.number)
  const receipt = await receiptOf(view, subject, day ?? view.at.today, found?.status ?? 'unknown', found ?? nothing,
    known && { type: 'certificate', id: known.id })
  return { found, receipt, day, nothing }
}

/** Why there is no answer for the number: it may only be too early a day. */
async function whyNotThere(view: View, number: string, day: LocalDate | undefined) {
  const later = day && await firstFound(number, (one) => publicCertificate(view, one))
  return later ? { why: 'not-yet' as const, ...notYet(day) } : whyNothing(view, number)
}

const notYet = (day: string) => ({
  zh: `${day} 这一天还没有这张证书`, en: `There was no such certificate on ${day}`,
})

async function sendCertificateData(view: View, { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  number: string, at?: string) {
  const { found, receipt, nothing } = await certificateAnswer(view, number, at)
  void reply.header('cache-control', 'no-store').header('vary', 'accept').header('access-control-allow-origin', '*')
  if (found) return reply.type('application/json; charset=utf-8').send({ ...found, ...(receipt && { receipt }) })
  // That a number is not in the register is an answer too, and is signed like any other (reliability AB01).
  const problem = problemOf(new Refusal('not-found'), request.id)
  return reply.code(404).type('application/problem+json').send({
    ...problem, status: 404, verdict: 'unknown', nothing, receipt,
  })
}

async function sendCertificate(view: View, extras: { request: FastifyRequest; reply: FastifyReply }, number: string,
  at?: string) {
  const form = formOf(extras.request, ['html', 'json', 'jwt'])
  if (form === 'jwt') return sendCredential(view, extras.reply, number)
  if (form === 'json') return sendCertificateData(view, extras, number, at)
  const reader = readerOf(extras.request)
  const { found, receipt, day } = await certificateAnswer(view, number, at)
  if (found) return sendPage(extras.reply, view, reader, await certificatePage(view, reader, found, day && receipt))
  const later = day && await firstFound(number, (one) => publicCertificate(view, one))
  return sendPage(extras.reply, view, reader, later ? notIssuedYet(reader, later, day)
    : await noSuchNumber(view, reader, number))
}

/** A day before it was issued: the number is right, and there was nothing yet. */
function notIssuedYet(reader: Reader, { number, validFrom }: { number: string; validFrom: string }, day: string): Page {
  const title = notYet(day)
  return {
    status: 404, title: title[reader.lang],
    body: html`${statement(reader, 'none', title, [say(reader, `证书 ${number} 自 ${validFrom} 起有效。`,
      `Certificate ${number} is valid from ${validFrom}.`)])}<p><a href="${to(reader, `/c/${number}`)}">${
      say(reader, '看它现在的状态', 'See how it stands now')}</a></p>`,
  }
}

async function sendCredential(view: View, reply: FastifyReply, number: string) {
  const jwt = (await firstFound(number, (one) => certificateJwt(view.db, one))) ?? refuse('not-found')
  return reply.type('application/vc+jwt').header('access-control-allow-origin', '*').header('cache-control',
    'no-cache').send(jwt)
}

export function certificateRoutes(on: On): void {
  for (const endpoint of [contract.certificatePage, contract.certificatePageEnglish]) {
    on.raw(endpoint, (view, { params, query }, extras) => sendCertificate(view, extras, params.number, query.at))
  }
  on.raw(contract.certificateData, (view, { params, query }, extras) =>
    sendCertificateData(view, extras, params.number, query.at))
  on.raw(contract.certificateCredential, (view, { params }, { reply }) => sendCredential(view, reply, params.number))
  on.raw(contract.certificateCountersignature, async (view, { params }, { reply }) => {
    if (view.edition.countersignature.suite === 'none') refuse('not-found')
    const jwt = (await firstFound(params.number, (one) => certificateJwt(view.db, one))) ?? refuse('not-found')
    return reply.type('application/json; charset=utf-8').header('access-control-allow-origin', '*')
      .header('cache-control', 'no-cache').send(await countersignatureOf(view.world, jwt))
  })
  on.raw(contract.certificatePrint, async (view, { params }, { reply }) => {
    const found = (await firstFound(params.number, (one) => publicCertificate(view, one))) ?? refuse('not-found')
    const pdf = (await certificatePdf(view, found.number)) ?? refuse('not-found')
    const name = `${view.edition.brand.name.zh}_证书_${found.number}_${found.issuedOn}.pdf`
    return reply.type('application/pdf').header('content-disposition',
      `inline; filename="${found.number}.pdf"; filename*=UTF-8''${encodeURIComponent(name)}`).send(Buffer.from(pdf))
  })
}
