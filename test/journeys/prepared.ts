// Files brought to the state that a journey begins with, over HTTP, by the people of the walk.
import { certification } from '@tianfu/contract'
import { Dossier } from '../walk/dossier.ts'
import type { Plan } from '../walk/dossier.ts'
import { RICE } from '../walk/stories.ts'
import type { House } from './support.ts'

export type Certificate = Awaited<ReturnType<Dossier['decide']>>

const STEPS = [
  'product', 'declared', 'applied', 'accepted', 'reviewed-documents', 'sampled', 'sent', 'tested', 'evaluated',
  'reviewed',
] as const
export type Step = (typeof STEPS)[number]

/** A file of the rice mill (type 1b, no audit) or of another plan that has come as far as `until`. */
export async function dossierAt(
  house: House, until: Step, plan: Plan = RICE,
): Promise<Dossier & { sheet: string; testOrder: string }> {
  const { stage } = house
  // The walk tells each step on the console; a journey tells only its own.
  stage.minutes.say = () => {}
  const dossier = Object.assign(await Dossier.open(stage, plan), { sheet: '', testOrder: '' })
  const reached = STEPS.indexOf(until)
  const auditor = () => stage.person('body-auditor')
  const ways: Record<Step, () => Promise<unknown>> = {
    product: () => dossier.registerProduct(),
    declared: () => dossier.declare(),
    applied: () => dossier.apply(),
    accepted: () => dossier.accept('body-acceptor'),
    'reviewed-documents': async () => dossier.reviewDocuments(await auditor()),
    sampled: async () => {
      dossier.sheet = await dossier.sample(await auditor(), {
        baseQuantity: 20_000, samples: 12, spares: 6, lot: lot(),
      })
    },
    sent: async () => { dossier.testOrder = await dossier.send(await auditor(), dossier.sheet) },
    tested: () => dossier.test(dossier.testOrder),
    evaluated: async () => dossier.evaluate(await auditor()),
    reviewed: async () => dossier.review(await stage.person('body-reviewer')),
  }
  for (const step of STEPS.slice(0, reached + 1)) await ways[step]()
  return dossier
}

const lot = (): string => `P${Math.random().toString(36).slice(2, 8).toUpperCase()}`

/** A certificate of the rice mill, decided over HTTP. */
export async function certified(house: House): Promise<{ dossier: Dossier; certificate: Certificate }> {
  const dossier = await dossierAt(house, 'reviewed')
  return { dossier, certificate: await dossier.decide(await house.stage.person('body-decider')) }
}

/** What the contract of a file costs, agreed over HTTP up to the enterprise's signature. */
export async function offered(house: House): Promise<Dossier> {
  const dossier = await dossierAt(house, 'applied')
  const acceptor = await house.stage.person('body-acceptor')
  const params = { id: dossier.id }
  await acceptor.call(certification.acceptApplication, { params, body: { competent: true, impartial: true } })
  await acceptor.call(certification.offerContract, { params, body: { feeFen: 3_600_000, text: '认证费用包括文件审查、抽样与证后跟踪。' } })
  return dossier
}
