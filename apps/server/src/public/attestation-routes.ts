import { pages as contract, refuse } from '@tianfu/contract'
import type { JsonObject } from '@tianfu/credentials'
import { parseCreditCode, parseGtin } from '@tianfu/identifiers'
import type { FastifyReply } from 'fastify'
import { publicReport } from '../modules/certification/index.ts'
import { publicDeclaration } from '../modules/declarations/index.ts'
import { findOrganisationByUscc } from '../modules/parties/index.ts'
import { platformCredential } from '../modules/verification/index.ts'
import type { On } from '../platform/http/routes.ts'
import type { View } from '../platform/work.ts'
import {
  declarationCredential, organisationAnchor, passportCredential, reportCredential,
} from './attestations.ts'

/** What stands may change at any moment, so nobody keeps it longer than a status list. */
const MAX_AGE_S = 2
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function send(view: View, reply: FastifyReply, document: JsonObject | undefined) {
  const token = await platformCredential(view, 'attestation', document ?? refuse('not-found'))
  return reply.type('application/vc+jwt').header('cache-control', `max-age=${MAX_AGE_S}`)
    .header('access-control-allow-origin', '*').send(token)
}

/** What the register says of organisations, declarations, reports and products, as credentials. */
export function attestationRoutes(on: On): void {
  on.raw(contract.organisationCredential, async (view, { params }, { reply }) => {
    const code = parseCreditCode(params.uscc)
    const found = code.ok ? await findOrganisationByUscc(view.db, code.value) : undefined
    return send(view, reply, await organisationAnchor(view, found ?? refuse('not-found')))
  })
  on.raw(contract.declarationCredential, async (view, { params }, { reply }) => {
    const found = await publicDeclaration(view, params.number.trim().toUpperCase())
    if (found.standing !== 'public' && found.standing !== 'challenged') {
      refuse('wrong-state', { state: found.standing })
    }
    return send(view, reply, await declarationCredential(view, found))
  })
  on.raw(contract.reportCredential, async (view, { params }, { reply }) => {
    const found = UUID.test(params.report) ? await publicReport(view.db, params.report) : undefined
    return send(view, reply, await reportCredential(view, found ?? refuse('not-found')))
  })
  on.raw(contract.passportCredential, async (view, { params }, { reply }) => {
    const gtin = parseGtin(params.gtin)
    return send(view, reply, gtin.ok ? await passportCredential(view, gtin.value) : undefined)
  })
}
