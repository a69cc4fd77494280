import type { Rule, Standard } from '@tianfu/scheme'
import { change, create, lock } from '../../platform/acts.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import * as domain from './domain.ts'
import { editionsOfRule, editionsOfStandard, findStandard } from './store.ts'

const text = (value: unknown): string => typeof value === 'string' ? value : ''

/** Publishes a standard, or keeps it as a draft when the document says so. @returns its id */
export async function publishStandard(work: Work, data: unknown): Promise<string> {
  const head = data as { number?: unknown; edition?: unknown }
  const editions = await editionsOfStandard(work.db, text(head.number))
  const document = domain.publishStandard(data, othersOf(editions, text(head.edition)), work.edition)
  const draft = editions.find((one) => one.document.edition === document.edition)
  const act = actOf('standard', document)
  const id = draft?.id ?? work.world.newId()
  if (draft) await change(work, domain.standard, await lock(work.tx, domain.standard, draft.id), act)
  else await create(work, domain.standard, { id, ...act })
  return id
}

/** Publishes a certification rule likewise. */
export async function publishRule(work: Work, data: unknown): Promise<string> {
  const head = data as {
    number?: unknown; edition?: unknown; a?: { number?: unknown; edition?: unknown };
    b?: { number?: unknown; edition?: unknown }
  }
  const editions = await editionsOfRule(work.db, text(head.number))
  const cited = [await findStandard(work.db, text(head.a?.number), text(head.a?.edition)),
    await findStandard(work.db, text(head.b?.number), text(head.b?.edition))].filter((one) => one !== undefined)
  const document = domain.publishRule(data, othersOf(editions, text(head.edition)), cited, work.edition)
  const draft = editions.find((one) => one.document.edition === document.edition)
  const act = actOf('rule', document)
  const id = draft?.id ?? work.world.newId()
  if (draft) await change(work, domain.rule, await lock(work.tx, domain.rule, draft.id), act)
  else await create(work, domain.rule, { id, ...act })
  return id
}

function actOf(name: 'standard' | 'rule', document: Standard | Rule) {
  const published = document.status === 'published'
  return {
    type: `${name}.${published ? 'published' : 'drafted'}`, content: { document }, public: published,
    ...(published && document.inForceFrom !== null && { effectiveOn: document.inForceFrom as never }),
  }
}

const othersOf = (
  editions: readonly { status: domain.PublicationStatus; document: { edition: string; inForceFrom: string | null } }[],
  edition: string,
): domain.Others => ({
  same: editions.find(({ document }) => document.edition === edition),
  published: editions.filter(({ status }) => status !== 'draft').map(({ document }) => document),
})

export async function withdrawStandard(work: Work, id: string, reason: string): Promise<void> {
  const before = await lock(work.tx, domain.standard, id)
  domain.withdraw(before.state)
  await change(work, domain.standard, before, {
    type: 'standard.withdrawn', content: { reason: await freeText(work, reason) },
    public: before.state.status === 'published',
  })
}

export async function withdrawRule(work: Work, id: string, reason: string): Promise<void> {
  const before = await lock(work.tx, domain.rule, id)
  domain.withdraw(before.state)
  await change(work, domain.rule, before, {
    type: 'rule.withdrawn', content: { reason: await freeText(work, reason) },
    public: before.state.status === 'published',
  })
}

/** Loads a scheme's seed documents; what is there already, by number and edition, is left as it is. */
export async function seedStandards(
  work: Work, seed: { standards: readonly unknown[]; rules: readonly unknown[] },
): Promise<{ standards: number; rules: number }> {
  let [standards, rules] = [0, 0]
  for (const data of seed.standards) {
    const { number, edition } = data as { number: string; edition: string }
    if ((await editionsOfStandard(work.db, number)).some(({ document }) => document.edition === edition)) continue
    await publishStandard(work, data)
    standards += 1
  }
  for (const data of seed.rules) {
    const { number, edition } = data as { number: string; edition: string }
    if ((await editionsOfRule(work.db, number)).some(({ document }) => document.edition === edition)) continue
    await publishRule(work, data)
    rules += 1
  }
  return { standards, rules }
}
