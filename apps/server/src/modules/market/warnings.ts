import { marketPublication as contract, refuse, supervision } from '@tianfu/contract'
import type { BodyOf, QueryOf } from '@tianfu/contract'
import { isWithin, regionPrefix } from '@tianfu/scheme'
import { change, create, find, lock, timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { tell } from '../../platform/notices.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { ruleActor } from '../../platform/rights.ts'
import { freeText, readTexts, textOf } from '../../platform/texts.ts'
import type { View, Work } from '../../platform/work.ts'
import { certificateFacts } from '../licences/index.ts'
import { officeOfRegion } from '../supervision/index.ts'
import type { Programme } from './domain.ts'
import type { ResultValue } from './engine/port.ts'
import { prefectureOf } from './lift.ts'
import type { Run } from './run.ts'
import { methodOf } from './store.ts'
import { findingOf, risesToRaise, ruleName, triggersFor } from './triggers.ts'
import { mustBeUndecided, warning } from './warning.ts'
import type { Warning } from './warning.ts'

const subjectOf = (id: string) => ({ type: 'market-warning', id })

/** Proposals that a publication sets off, one for each product for which a rule speaks; made by the rule. */
export async function proposeWarnings(publishing: Work, id: string, run: Run, of: Programme): Promise<number> {
  const work: Work = { ...publishing, actor: ruleActor('rule') }
  const { uncertainty } = await methodOf(work.tx, run.programme, run.methodVersion)
  const rows = await work.tx.selectFrom('market_result').select(['subject', 'name', 'results'])
    .where('run', '=', id).where('kind', '=', 'product').orderBy('subject').execute()
  const tallies = new Map((await work.tx.selectFrom('market_tally').select(['product', 'counts']).where('run', '=', id)
    .execute()).map(({ product, counts }) => [product, counts]))
  const rises = risesToRaise(tallies)
  let made = 0
  for (const { subject, name, results } of rows) {
    const product = await work.tx.selectFrom('product as p').innerJoin('organisation as o', 'o.id', 'p.organisation')
      .select(['p.organisation', 'o.region']).where('p.id', '=', subject).executeTakeFirst()
    if (!product) continue
    const certificate = await certificateOf(work, subject)
    const triggers = triggersFor({
      tally: tallies.get(subject), results, earlier: await earlierResults(work, run, of, subject),
      level: uncertainty.level, exitFloor: of.exitFloorHundredths / 100,
      stopped: certificate !== undefined && ['suspended', 'withdrawn'].includes(certificate.status),
    }).filter(({ rule }) => rule !== 'complaints-rise' || rises.has(subject))
    if (triggers.length === 0) continue
    made += 1
    const warned = work.world.newId()
    await create(work, warning, {
      id: warned, type: 'market-warning.proposed',
      content: {
        run: id, product: subject, organisation: product.organisation, region: product.region,
        evidence: triggers.map(({ kind, rule, evidence }) => ({ kind, rule, figures: Object.fromEntries(
          Object.entries(evidence).map(([key, value]) => [key, typeof value === 'number'
            ? String(Number(value.toPrecision(6))) : value])) })),
      },
    })
    const office = officeOfRegion(prefectureOf(product.region))
    await putTask(work, {
      subject: subjectOf(warned), kind: 'market-warning', region: office.region, role: office.role,
      title: { zh: `退出预警：${name.zh}`, en: `Exit warning: ${name.en ?? name.zh}` }, link: `/market-warnings/${warned}`,
    })
  }
  return made
}

/** Results of the product in earlier publications of the same brand programme, from old to new. */
async function earlierResults(work: Work, run: Run, of: Programme, product: string): Promise<ResultValue[][]> {
  const rows = await work.tx.selectFrom('market_result as m').innerJoin('market_run as r', 'r.id', 'm.run')
    .innerJoin('market_programme as p', 'p.id', 'r.programme').select(['m.results', 'r.official', 'p.official as of'])
    .where('m.kind', '=', 'product').where('m.subject', '=', product).where('r.publication', '=', 'published')
    .where('r.programme', '<>', run.programme).orderBy('r.id').execute()
  const latest = new Map(rows.filter((row) => row.of.programme === of.programme && row.official.until < run.until)
    .map((row) => [row.official.until, row.results]))
  return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, results]) => results)
}

/** The certificate that names the product, the latest first. */
async function certificateOf(view: Pick<View, 'db' | 'at'>, product: string) {
  const rows = await view.db.selectFrom('certificate').select(['id', 'official']).orderBy('id', 'desc').execute()
  const found = rows.find(({ official }) => official.products.some((one) => one.product === product))
  return found && certificateFacts(view.db, found.id, view.at.today)
}

const warningRows = ({ db }: Pick<View, 'db'>) => db.selectFrom('market_warning as w')
  .innerJoin('product as p', 'p.id', 'w.product').innerJoin('organisation as o', 'o.id', 'p.organisation')
  .innerJoin('market_run as r', 'r.id', 'w.run').innerJoin('market_programme as g', 'g.id', 'r.programme')
  .select(['w.id', 'w.official', 'p.official as product', 'o.official as holder', 'g.official as of'])

type Row = Awaited<ReturnType<ReturnType<typeof warningRows>['execute']>>[number]
const itemOf = ({ id, official, product, holder, of }: Row) => ({
  id, subject: official.product, name: product.name, holderName: holder.name, region: official.region,
  programmeName: of.name, status: official.status, proposedOn: official.proposedOn,
})

/** Warnings of the actor's region. */
export async function listWarnings(view: View, query: QueryOf<typeof contract.listMarketWarnings>) {
  let rows = warningRows(view).orderBy('w.id', 'desc').limit(pageSize(query))
    .where('w.region', 'like', `${regionPrefix(view.actor?.region ?? '-')}%`)
  if (query.q) rows = rows.where('p.name', 'ilike', anywhere(query.q))
  if (query.after) rows = rows.where('w.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, itemOf)
}

const inRegion = (view: View, { region }: Pick<Warning, 'region'>): boolean =>
  view.actor?.region !== undefined && isWithin(region, view.actor.region)

export async function warningDetail(view: View, id: string) {
  const row = await warningRows(view).where('w.id', '=', id).executeTakeFirst()
  if (!row || !inRegion(view, row.official)) refuse('not-found')
  const { official: state } = row
  const certificate = await certificateOf(view, state.product)
  const open = state.status === 'proposed' || state.status === 'watched'
  const read = await readTexts(view, state.decision)
  return {
    ...itemOf(row), run: state.run, programmeNumber: row.of.number,
    evidence: state.evidence.map(({ kind, rule, figures }) =>
      ({ kind, rule, ruleName: ruleName(rule), finding: findingOf(rule, figures), figures })),
    demonstration: row.of.demonstration,
    ...(certificate && { certificate: { id: certificate.id, number: certificate.number } }),
    ...(state.decision && { reason: textOf(read?.reason), decidedOn: state.decision.on }),
    next: [
      ...(open ? offer(view.actor, contract.decideMarketWarning, { params: { id } }) : []),
      ...(state.status === 'pursued' && certificate
        ? offer(view.actor, supervision.issueOrder, { initial: { certificate: certificate.number } }) : []),
    ],
    timeline: await timeline(view, 'market-warning', id),
  }
}

export async function decideWarning(
  work: Work, id: string, body: BodyOf<typeof contract.decideMarketWarning>,
): Promise<void> {
  if (!await find(work.tx, warning, id)) refuse('not-found')
  const locked = await lock(work.tx, warning, id)
  if (!inRegion(work, locked.state)) refuse('not-found')
  mustBeUndecided(locked.state)
  await change(work, warning, locked, {
    type: 'market-warning.decided', content: { decision: body.decision, reason: await freeText(work, body.reason) },
  })
  await endTasks(work, subjectOf(id))
  if (body.decision !== 'pursued') return
  await tell(work, {
    to: { organisation: locked.state.organisation }, link: '/market-own-results',
    text: { zh: '市场评价预警进入监管程序', en: 'A warning of the market evaluation is pursued' },
  })
}
