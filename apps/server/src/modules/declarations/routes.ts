import { declarations as contract, refuse } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import { ruleInForce, stepsShown } from '../standards/index.ts'
import * as challenges from './challenges.ts'
import * as drafts from './drafts.ts'
import { eligibilityOf } from './eligibility.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

export const declarationsRoutes = (on: On): void => {
  on.read(contract.checkEligibility, async (view, { body }) => {
    const { document } = (await ruleInForce(view.db, body.rule, view.at.today))
      ?? refuse('rule-not-open', { rule: body.rule })
    const basis = await drafts.basisOf(view.db, document)
    return {
      rule: { number: document.number, edition: document.edition, name: document.title },
      ...eligibilityOf(body, basis, view.edition, view.world.calendar, view.at.today),
      steps: stepsShown(view, document).map(({ step, name }) => ({ step, label: name })),
    }
  })

  on.read(contract.listDeclarationDrafts, (view, { query }) => drafts.listDrafts(view, query))
  on.read(contract.getDeclarationDraft, (view, { params }) => drafts.draftDetail(view, params.id))
  on.write(contract.createDeclarationDraft, async (work, { body }) =>
    drafts.draftDetail(work, await drafts.createDraft(work, body)))
  on.write(contract.saveDeclarationDraft, async (work, { params, body }) => {
    await drafts.saveChanges(work, params.id, body)
    return drafts.draftDetail(work, params.id)
  })
  on.write(contract.deleteDeclarationDraft, async (work, { params }) => {
    await drafts.deleteDraft(work, params.id)
    return { deleted: true }
  })

  on.read(contract.listPublicDeclarations, (view, { query }) => queries.publicDeclarations(view, query))
  on.read(contract.getPublicDeclaration, (view, { params }) => queries.publicDeclaration(view, params.number))
  on.read(contract.listDeclarations, (view, { query }) => queries.listDeclarations(view, query))
  on.read(contract.getDeclaration, (view, { params }) => queries.declarationDetail(view, params.id))
  on.write(contract.publishDeclaration, async (work, { params, body }) =>
    queries.declarationDetail(work, await service.publishDeclaration(work, params.id, body.version)))
  on.write(contract.confirmDeclaration, async (work, { params }) => {
    await service.confirmDeclaration(work, params.id)
    return queries.declarationDetail(work, params.id)
  })
  on.write(contract.correctDeclaration, async (work, { params, body }) => {
    await service.correctDeclaration(work, params.id, body)
    return queries.declarationDetail(work, params.id)
  })
  on.write(contract.withdrawDeclaration, async (work, { params, body }) => {
    await service.withdrawDeclaration(work, params.id, body.ground)
    return queries.declarationDetail(work, params.id)
  })

  on.write(
    contract.challengeDeclaration, (work, { params, body }) => challenges.lodgeChallenge(work, params.number, body),
  )
  on.read(contract.listChallenges, (view, { query }) => challenges.listChallenges(view, query))
  on.read(contract.getChallenge, (view, { params }) => challenges.challengeDetail(view, params.id))
  on.write(contract.acceptChallenge, async (work, { params, body }) => {
    await challenges.accept(work, params.id, body.facts)
    return challenges.challengeDetail(work, params.id)
  })
  on.write(contract.refuseChallenge, async (work, { params, body }) => {
    await challenges.refuseIt(work, params.id, body.reason)
    return challenges.challengeDetail(work, params.id)
  })
  on.write(contract.answerChallenge, async (work, { params, body }) => {
    await challenges.answer(work, params.id, body)
    return challenges.challengeDetail(work, params.id)
  })
  on.write(contract.concludeChallenge, async (work, { params, body }) => {
    await challenges.conclude(work, params.id, body)
    return challenges.challengeDetail(work, params.id)
  })
}
