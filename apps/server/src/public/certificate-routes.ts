import { pages as contract, refuse } from '@tianfu/contract'
import { isLocalDate } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { certificateJwt, certificatePdf, publicCertificate } from '../modules/certification/index.ts'
import { problemOf } from '../platform/http/problem.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import { Refusal } from '@tianfu/kernel'
import { certificatePage } from './certificate-page.ts'
import { formOf, readerOf, sendPage } from './layout.ts'
import { noSuchNumber } from './not-found.ts'
import { firstFound } from './numbers.ts'
import { receiptOf } from './receipt.ts'

/** @throws Refusal `day-ahead` for a day that has not come */
function dayOf(view: View, at: string | undefined): LocalDate | undefined {
  if (at === undefined || at === '') return undefined
  if (!isLocalDate(at)) refuse('bad-request', { why: 'at' })
  if (at > view.at.today) refuse('day-ahead')
  return at
}

/** What is known of a number on a day, with a receipt where a day was asked for. */
async function answerOf(view: View, number: string, at: string | undefined) {
  const day = dayOf(view, at)
  const found = await firstFound(number, (one) => publicCertificate(view, one, day))
  const subject = `${view.world.origin}/c/${found?.number ?? encodeURIComponent(number.slice(0, 100))}`
  const receipt = day === undefined && found ? undefined
    : await receiptOf(view, subject, day ?? view.at.today, found?.status ?? 'unknown', found ?? null)
  return { found, receipt, day }
}

async function sendCertificateData(view: View, { request, reply }: { request: FastifyRequest; reply: FastifyReply }, number: string, at?: string) {
  const { found, receipt } = await answerOf(view, number, at)
  void reply.header('cache-control', 'no-store').header('vary', 'accept').header('access-control-allow-origin', '*')
  if (found) return reply.type('application/json; charset=utf-8').send({ ...found, ...(receipt && { receipt }) })
  // That a number is not in the register is an answer too, and is signed like any other (reliability AB01).
  const problem = problemOf(new Refusal('not-found'), request.id)
  return reply.code(404).type('application/problem+json').send({ ...problem, status: 404, verdict: 'unknown', receipt })
}

async function sendCertificate(view: View, extras: { request: FastifyRequest; reply: FastifyReply }, number: string, at?: string) {
  const form = formOf(extras.request, ['html', 'json', 'jwt'])
  if (form === 'jwt') return sendCredential(view, extras.reply, number)
  if (form === 'json') return sendCertificateData(view, extras, number, at)
  const reader = readerOf(extras.request)
  const { found, receipt, day } = await answerOf(view, number, at)
  return sendPage(extras.reply, view, reader, found ? await certificatePage(view, reader, found, day && receipt) : await noSuchNumber(view, reader, number))
}

async function sendCredential(view: View, reply: FastifyReply, number: string) {
  const jwt = (await firstFound(number, (one) => certificateJwt(view.db, one))) ?? refuse('not-found')
  return reply.type('application/vc+jwt').header('access-control-allow-origin', '*').header('cache-control', 'no-cache').send(jwt)
}

export function certificateRoutes(on: On): void {
  for (const endpoint of [contract.certificatePage, contract.certificatePageEnglish]) {
    on.raw(endpoint, (view, { params, query }, extras) => sendCertificate(view, extras, params.number, query.at))
  }
  on.raw(contract.certificateData, (view, { params, query }, extras) => sendCertificateData(view, extras, params.number, query.at))
  on.raw(contract.certificateCredential, (view, { params }, { reply }) => sendCredential(view, reply, params.number))
  on.raw(contract.certificatePrint, async (view, { params }, { reply }) => {
    const found = (await firstFound(params.number, (one) => publicCertificate(view, one))) ?? refuse('not-found')
    const pdf = (await certificatePdf(view, found.number)) ?? refuse('not-found')
    const name = `${view.edition.brand.name.zh}_证书_${found.number}_${found.issuedOn}.pdf`
    return reply.type('application/pdf').header('content-disposition', `inline; filename="${found.number}.pdf"; filename*=UTF-8''${encodeURIComponent(name)}`).send(Buffer.from(pdf))
  })
}
