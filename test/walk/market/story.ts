// A market evaluation in demonstration mode, from its programme to what its publication sets off: opened, given a
// method and sources, fed with generated observations, run, answered by those evaluated, published.
import { brands, market, marketImports, marketPublication, marketRuns, marketSurveys } from '@tianfu/contract'
import type { ResponseOf } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { WrongAnswer, publicGet } from '../client.ts'
import type { Person } from '../client.ts'
import type { Stage } from '../stage.ts'
import { bytesOf, demonstrationFiles, spoiled } from './observations.ts'
import type { Character, DemoFile, DemoSubject } from './observations.ts'

/** Enterprises whose products are evaluated, and how they fare in the demonstration. */
const ENTERPRISES: readonly (readonly [agent: string, character: Character])[] = [
  ['enterprise-agent', 'strong'], ['enterprise-agent-rice', 'steady'], ['enterprise-agent-tile', 'strained'],
]
const LIMIT = 4
const NAME = { zh: '演示：区域品牌年度市场评价', en: 'Demonstration: yearly market evaluation of regional brands' }

type Programme = ResponseOf<typeof market.getMarketProgramme>
export interface Evaluated { programme: Programme; run: string; warnings: string[] }

/** Products with a GTIN of each enterprise, the oldest first. */
export async function demoSubjects(stage: Stage): Promise<DemoSubject[]> {
  const subjects: DemoSubject[] = []
  for (const [login, character] of ENTERPRISES) {
    const { items } = await (await stage.person(login)).call(brands.listProducts, { query: { limit: 100 } })
    subjects.push(...items.flatMap(({ gtin }) => (gtin === null ? [] : [{ code: gtin, character }]))
      .toReversed().slice(0, LIMIT))
  }
  if (subjects.length === 0) throw new WrongAnswer('没有带商品条码的产品')
  return subjects
}

/** The year up to yesterday, on the official clock. */
export const demoPeriod = (stage: Stage) => ({
  from: addDays(stage.time.today, -365), until: addDays(stage.time.today, -1),
})

export async function openProgramme(
  stage: Stage, secretariat: Person, name = NAME, period = demoPeriod(stage),
): Promise<Programme> {
  const { items: [scheme] } = await secretariat.call(market.listMarketSchemes, {})
  const opened = await secretariat.call(market.openMarketProgramme, { body: {
    name, programme: scheme?.id ?? '', ...period, exitFloorHundredths: 3_500,
  } })
  const proposal = opened.next.find(({ endpoint }) => endpoint === 'adoptMarketMethod')?.initial as {
    method: never
  } | undefined
  if (!proposal) throw new WrongAnswer('制度没有给出评价方法')
  return secretariat.call(market.adoptMarketMethod, { params: { id: opened.id }, body: proposal })
}

export async function addSource(secretariat: Person, programme: string, of: DemoFile): Promise<string> {
  const { sources } = await secretariat.call(market.addMarketSource, { params: { id: programme }, body: {
    name: of.source, kind: of.kind, tier: 2, basis: 'contract', basisDocument: '演示数据协议', licence: '仅用于演示评价',
    lineage: '由 test/walk/market/observations.ts 按种子生成，不代表任何真实产品',
  } })
  return sources.at(-1)!.id
}

/** Checks a file; what was found. */
export async function checkFile(
  secretariat: Person, programme: string, source: string, of: DemoFile,
): Promise<ResponseOf<typeof marketImports.checkMarketFile>> {
  const bytes = bytesOf(of)
  const { status, body } = await secretariat.sendFile(marketImports.checkMarketFile.url.replace(':id', programme),
    of.name, bytes, { source, length: String(bytes.length) })
  if (status >= 300) throw new WrongAnswer(`检查 ${of.name}：${status} ${JSON.stringify(body)}`)
  return body
}

/** Registers a source, shows that a file with faults is not taken in, and takes the right one in. */
export async function takeIn(stage: Stage, secretariat: Person, programme: string, of: DemoFile): Promise<void> {
  const source = await addSource(secretariat, programme, of)
  if (of.kind === 'ratings') {
    const { errors, file } = await checkFile(secretariat, programme, source, spoiled(of))
    if (errors.length !== 3 || file) throw new WrongAnswer(`三行有误的文件：${JSON.stringify(errors)}`)
    stage.say(secretariat, `检查${of.name}：${errors.map(({ line, zh }) => `第 ${line} 行${zh}`).join('；')}，一行也未导入`)
  }
  const { file, rows } = await checkFile(secretariat, programme, source, of)
  if (!file) throw new WrongAnswer(`${of.name} 没有通过检查`)
  await secretariat.call(marketImports.importMarketFile, { params: { id: programme }, body: { file } })
  stage.say(secretariat, `登记来源“${of.source}”，导入 ${of.name}，${rows} 行`)
}

/** A run over all that was taken in, requested and waited for. */
export async function evaluate(stage: Stage, secretariat: Person, programme: string): Promise<string> {
  const { id } = await secretariat.call(marketRuns.requestMarketRun, { params: { id: programme }, body: {} })
  const run = await stage.until('评价运行完成', async () => {
    const found = await secretariat.call(marketRuns.getMarketRun, { params: { id } })
    return found.status === 'requested' ? undefined : found
  })
  if (run.status !== 'completed') throw new WrongAnswer(`评价运行没有完成：${run.failure?.zh ?? run.status}`)
  stage.say(secretariat, `运行第 ${run.run} 次：封存 ${run.observations} 条观测，快照 ${run.snapshot?.slice(0, 16)}…`)
  return id
}

/** A programme with every file of the demonstration taken in and run once. */
export async function evaluated(stage: Stage, seed: string): Promise<{ programme: Programme; run: string }> {
  const secretariat = await stage.person('alliance-secretariat')
  const programme = await openProgramme(stage, secretariat)
  stage.say(secretariat, `设立市场评价项目 ${programme.number}（演示），采用方法版本 1`)
  const subjects = await demoSubjects(stage)
  for (const file of demonstrationFiles(subjects, programme.from as LocalDate, programme.until as LocalDate, seed)) {
    await takeIn(stage, secretariat, programme.id, file)
  }
  return { programme, run: await evaluate(stage, secretariat, programme.id) }
}

/** The whole way; what the publication set off waits in the task list of the city, undecided. */
export async function marketStory(stage: Stage, seed: string): Promise<Evaluated> {
  stage.minutes.heading('市场评价（演示）')
  const { programme, run } = await evaluated(stage, seed)
  const secretariat = await stage.person('alliance-secretariat')
  await secretariat.call(marketPublication.openMarketReply, { params: { id: run }, body: {} })
  const { replyUntil } = await secretariat.call(marketRuns.getMarketRun, { params: { id: run } })
  stage.say(secretariat, `告知被评价方，${replyUntil} 前可提出意见`)
  const enterprise = await stage.person('enterprise-representative-tile')
  await enterprise.call(marketPublication.replyMarketResult, { params: { id: run }, body: {
    text: '抽查不合格集中在一条窑线，已停线整改，整改后的批次请以复查为准。' } })
  stage.say(enterprise, '对本单位结果提出意见')
  await secretariat.refused(marketPublication.publishMarketRun, { params: { id: run }, body: {} }, 'reply-open')
  await stage.time.moveTo(addDays(replyUntil as LocalDate, 1))
  await secretariat.call(marketPublication.publishMarketRun, { params: { id: run }, body: {} })
  const { status } = await publicGet(stage.client, `/api/v1/public/market-evaluations/${programme.number}`)
  if (status !== 200) throw new WrongAnswer(`公布的结果：${status}`)
  stage.say(secretariat, `公布结果：${stage.client.options.base}/market/${programme.number}`)
  const warnings = await raised(stage, run)
  await askBuyers(stage, secretariat)
  return { programme, run, warnings }
}

const SURVEY_DAYS = 90

/** A programme of the months to come with a questionnaire, for whoever holds an item with a code of the walk. */
async function askBuyers(stage: Stage, secretariat: Person): Promise<void> {
  const period = { from: stage.time.today, until: stage.time.plus(SURVEY_DAYS) }
  const { id } = await openProgramme(stage, secretariat,
    { zh: '演示：顾客满意度调查', en: 'Demonstration: customer satisfaction' }, period)
  const { sources } = await secretariat.call(market.addMarketSource, { params: { id }, body: {
    name: '演示：扫码问卷', kind: 'survey', tier: 2, basis: 'consent', basisDocument: '问卷首页的隐私说明', licence: '仅用于演示评价',
    lineage: '持有商品者凭标识码自愿填写，每个标识码一份' } })
  const { address } = await secretariat.call(marketSurveys.openMarketSurvey, { params: { id }, body: {
    source: sources.at(-1)!.id, until: period.until, quota: 500 } })
  stage.say(secretariat, `开放满意度问卷：${address}，凭标识码填写`)
}

/** Proposals that the publication set off, as the province sees them. */
async function raised(stage: Stage, run: string): Promise<string[]> {
  const province = await stage.person('authority-province')
  const { items } = await province.call(marketPublication.listMarketWarnings, { query: { limit: 100 } })
  const found: string[] = []
  for (const { id, name } of items) {
    const warning = await province.call(marketPublication.getMarketWarning, { params: { id } })
    if (warning.run !== run) continue
    found.push(id)
    stage.say('规则', `提出退出预警：${name.zh}，依据${warning.evidence.map(({ ruleName }) => ruleName.zh).join('、')}，由当地监管部门决定`)
  }
  if (found.length === 0) throw new WrongAnswer('公布没有触发任何退出预警')
  return found
}
