import { bodies as contract, refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { On } from '../../platform/http/routes.ts'
import type { Actor, View } from '../../platform/work.ts'
import type { Staff } from './domain.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

const own = ({ actor }: Pick<View, 'actor'>): Actor => actor ?? refuse('not-signed-in')
const ofOwn = (view: Pick<View, 'actor'>) => (of: Staff) => of.organisation === own(view).organisation

export const bodiesRoutes = (on: On): void => {
  on.read(contract.listBodies, (view, { query }) => queries.listBodies(view, query))
  on.read(contract.getBody, (view, { params }) => queries.bodyDetail(view, params.id))
  on.write(contract.registerBody, async (work, { body }) =>
    queries.bodyDetail(work, await service.registerBody(work, body)))
  on.write(contract.grantBodyScope, async (work, { params, body }) => {
    await service.grantBodyScope(work, params.id, spanOf(body))
    return queries.bodyDetail(work, params.id)
  })
  on.write(contract.endBodyScope, async (work, { params, body }) => {
    await service.endBodyScope(work, params.id, body)
    return queries.bodyDetail(work, params.id)
  })
  for (const [endpoint, move] of [
    [contract.suspendBody, 'suspend'], [contract.restoreBody, 'restore'], [contract.endBody, 'end'],
  ] as const) {
    on.write(endpoint, async (work, { params, body }) => {
      await service.moveBody(work, params.id, move, body.reason)
      return queries.bodyDetail(work, params.id)
    })
  }
  on.write(contract.rotateBodyKey, async (work, { params, body }) => {
    if (work.actor.organisation !== params.id) refuse('not-found')
    await service.rotateBodyKey(work, params.id,
      { ...body, compromisedSince: body.compromisedSince as LocalDate | undefined })
    return queries.bodyDetail(work, params.id)
  })
  laboratories(on)
  people(on)
}

const spanOf = <B extends { from: string; until?: string }>(body: B) =>
  ({ ...body, from: body.from as LocalDate, until: body.until as LocalDate | undefined })

function laboratories(on: On): void {
  on.read(contract.listLaboratories, (view, { query }) => queries.listLaboratories(view, query))
  on.read(contract.getLaboratory, (view, { params }) => queries.laboratoryDetail(view, params.id))
  on.write(contract.registerLaboratory, async (work, { body }) => {
    const id = await service.registerLaboratory(
      work, { ...body, accreditedUntil: body.accreditedUntil as LocalDate | undefined },
    )
    return queries.laboratoryDetail(work, id)
  })
  on.write(contract.grantLaboratoryScope, async (work, { params, body }) => {
    await service.grantLaboratoryScope(work, params.id, spanOf(body))
    return queries.laboratoryDetail(work, params.id)
  })
  on.write(contract.endLaboratoryScope, async (work, { params, body }) => {
    await service.endLaboratoryScope(work, params.id, body)
    return queries.laboratoryDetail(work, params.id)
  })
  for (const [endpoint, move] of [
    [contract.suspendLaboratory, 'suspend'], [contract.restoreLaboratory, 'restore'], [contract.endLaboratory, 'end'],
  ] as const) {
    on.write(endpoint, async (work, { params, body }) => {
      await service.moveLaboratory(work, params.id, move, body.reason)
      return queries.laboratoryDetail(work, params.id)
    })
  }
}

function people(on: On): void {
  on.read(contract.listStaff, (view, { query }) => queries.listStaff(view, own(view).organisation, query))
  on.read(contract.getStaff, (view, { params }) => queries.staffDetail(view, params.id, ofOwn(view)))
  on.read(
    contract.listStaffCandidates, (view, { query }) => queries.staffCandidates(view, own(view).organisation, query),
  )
  on.write(contract.registerStaff, async (work, { body }) => {
    const id = await service.registerPerson(work, { organisation: work.actor.organisation, ...body })
    return queries.staffDetail(work, id, ofOwn(work))
  })
  on.write(contract.amendStaff, async (work, { params, body }) => {
    await service.amendPerson(work, params.id, work.actor.organisation, body)
    return queries.staffDetail(work, params.id, ofOwn(work))
  })
  on.write(contract.endStaff, async (work, { params }) => {
    await service.endPerson(work, params.id, ofOwn(work))
    return queries.staffDetail(work, params.id, ofOwn(work))
  })
  on.read(
    contract.listLaboratoryCandidates, (view, { params, query }) => queries.staffCandidates(view, params.id, query),
  )
  on.write(contract.registerLaboratoryStaff, async (work, { params, body }) => {
    if (!await queries.isLaboratory(work, params.id)) refuse('not-found')
    const id = await service.registerPerson(work, { organisation: params.id, ...body })
    return queries.staffDetail(work, id, () => true)
  })
  on.write(contract.endLaboratoryStaff, async (work, { params }) => {
    await service.endPerson(work, params.id, ({ organisation }) => queries.isLaboratory(work, organisation))
    return queries.staffDetail(work, params.id, () => true)
  })
}
