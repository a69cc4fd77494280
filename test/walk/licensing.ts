// From a certificate to a licensed mark, item codes, and what a scan of them answers.
import { certificates, codes, licences } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { WrongAnswer, publicGet } from './client.ts'
import type { Dossier } from './dossier.ts'
import type { Person } from './client.ts'

export interface Licensed { id: string; number: string }

/** The mark licence: examination, fact check by county and city, publicity, decision, contract, announcement. */
export async function licence(dossier: Dossier, certificate: { id: string; number: string }, of: {
  county: string
  city: string
  /** `silent`: the city does not answer in time, which confirms by rule. */
  citySilent: boolean
  objection: boolean
}): Promise<Licensed> {
  const { stage, agent, representative, product } = dossier
  const { time } = stage
  const officer = await stage.person('licensor-officer')
  const decider = await stage.person('licensor-decider')
  const applied = await agent.call(licences.applyForLicence, { body: {
    certificate: certificate.id, products: [{ product: product.id, yearlyCapacity: product.yearlyCapacity }],
    media: ['packaging'],
    contactName: '演示联系人', contactPhone: '13900000000' } })
  const params = { id: applied.id }
  time.check('形式审查期限', applied.acceptBy, 'licenceFormReview')
  stage.say(agent, `凭证书 ${certificate.number} 申请使用标识`)
  await officer.call(licences.acceptLicenceApplication, { params, body: {} })
  const read = () => officer.call(licences.getLicence, { params })
  time.check('县级核实期限', (await read()).deadlines.find(({ endedOn }) => endedOn === undefined)?.dueOn, 'factCheckCounty')
  stage.say(officer, '形式审查通过，转县级核实')
  const county = await stage.person(of.county)
  const confirmed = {
    qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed', note: '经核实，情况属实。',
  } as const
  await county.call(licences.checkLicenceFacts, { params, body: confirmed })
  stage.say(county, '核实事实：属实')
  const city = await stage.person(of.city)
  if (of.citySilent) {
    const due = time.due('factCheckCity')
    await time.moveTo(due)
    if ((await read()).status !== 'city-check') throw new WrongAnswer('核实时限未到，市级却已视为属实')
    await time.nextWorkingDay()
    await stage.until('市级逾期未答视为属实', async () => ((await read()).status === 'checked' ? true : undefined))
    const check = (await read()).factChecks.find(({ level }) => level === 'city')
    if (check?.by !== 'silence') throw new WrongAnswer('市级核实不是按逾期规则确认的')
    stage.say('制度', `市级核实至 ${due} 未答复，按规则视为属实；到期当日尚不视为属实（已验证）`)
  } else {
    await city.call(licences.checkLicenceFacts, { params, body: confirmed })
    stage.say(city, '核实事实：属实')
  }
  const { until } = await officer.call(licences.openLicencePublicity, { params, body: {} })
  time.check('公示期', until, 'licencePublicity')
  stage.say(officer, `开始公示，至 ${until}`)
  const { body: notice } = await publicGet(stage.client, `/api/v1/publicity/${applied.id}`)
  if (notice.state !== 'open' || notice.until !== until) throw new WrongAnswer('公示没有公开')
  if (of.objection) await object(dossier, applied.id)
  // The last day of publicity is still publicity: a decision on it is a day early.
  await time.moveTo(until as LocalDate)
  const early = await decider.refused(
    licences.decideLicence, { params, body: { outcome: 'granted' } }, 'publicity-running',
  )
  stage.say(decider, `公示最后一日（${until}）试图决定，被拒绝：${early}`)
  await time.nextWorkingDay()
  if (of.objection) await handle(dossier, applied.id, officer)
  await stage.until('公示结束', async () => ((await read()).status === 'deciding' ? true : undefined))
  const granted = await decider.call(licences.decideLicence, { params, body: { outcome: 'granted' } })
  stage.say(decider, `准予使用标识，许可编号 ${granted.number}`)
  await representative.call(licences.signLicenceContract, { params, body: { agreed: 'agreed' } })
  stage.say(representative, '签署标识使用许可合同')
  await officer.call(licences.announceLicence, { params, body: {} })
  const announced = await read()
  stage.say('制度', `按公布的时限逐一复算许可期限：${time.checkAll(announced.deadlines)} 项全部相符`)
  if (announced.standing !== 'valid') throw new WrongAnswer(`公告后许可状态为 ${announced.standing}`)
  stage.say(officer, `公告许可 ${granted.number}，有效至 ${announced.validUntil ?? ''}`)
  return { id: applied.id, number: granted.number ?? '' }
}

async function object({ stage, unique }: Dossier, id: string): Promise<void> {
  const { status, body } = await stage.client.send('POST', `/api/v1/publicity/${id}/objections`,
    { 'content-type': 'application/json', 'idempotency-key': stage.client.nextKey() },
    JSON.stringify({ ground: 'facts-wrong', text: `公示的型号与市场所见不一致（${unique}）。`, name: '匿名消费者' }))
  if (status !== 201) throw new WrongAnswer(`异议没有收下：${status} ${JSON.stringify(body)}`)
  stage.time.check('异议处理期限', body.handleBy, 'objectionHandling')
  const { body: notice } = await publicGet(stage.client, `/api/v1/publicity/${id}`)
  if (notice.objections !== 0) throw new WrongAnswer('未经受理的异议被公开计数')
  stage.say('公众', `公示期内提出异议 ${body.number}，${body.handleBy} 前处理；未经认定不公开计数（已验证）`)
}

async function handle({ stage }: Dossier, id: string, officer: Person): Promise<void> {
  const decider = await stage.person('licensor-decider')
  await decider.refused(
    licences.decideLicence, { params: { id }, body: { outcome: 'granted' } }, 'wrong-state', 'objections-open',
  )
  const { objections } = await officer.call(licences.getLicence, { params: { id } })
  for (const objection of objections) {
    await officer.call(licences.handleObjection, {
      params: { id, objection: objection.id },
      body: { outcome: 'rejected', ground: 'rejected', reason: '经核对样品与标签，型号与公示一致。' },
    })
    stage.say(officer, `处理异议 ${objection.number}：不成立，已告知理由；处理前不能作许可决定（已验证）`)
  }
}

export interface Item { serial: string; digitalLink: string }

/** Orders codes, reads the printer's file, activates one lot and voids a range; some codes of each kind. */
export async function order(
  dossier: Dossier, licensed: Licensed, quantity: number,
): Promise<{ active: Item[]; idle: Item[]; void: Item[] }> {
  const { stage, agent, product } = dossier
  const placed = await agent.call(codes.placeCodeOrder, {
    body: { licence: licensed.id, product: product.id, quantity },
  })
  stage.say(agent, `申领标识码 ${quantity} 枚（${placed.number}），年度余量 ${placed.volumeLeft}`)
  await agent.refused(
    codes.placeCodeOrder, { body: { licence: licensed.id, product: product.id, quantity: placed.volumeLeft + 1 } },
    'volume-exhausted', 'order-too-large',
  )
  const items = await printed(agent, placed.batch)
  if (items.length !== quantity) throw new WrongAnswer(`印刷文件有 ${items.length} 行，申领 ${quantity} 枚`)
  const third = Math.floor(quantity / 3)
  const params = { id: placed.batch }
  await agent.call(codes.activateCodes, { params, body: { lot: 'L1', producedOn: stage.time.today, quantity: third } })
  stage.say(agent, `按批号 L1 激活第 1 至 ${third} 枚`)
  await agent.call(codes.voidCodes, {
    params, body: { from: quantity - 4, to: quantity, ground: 'printing-waste', note: '印刷废品' },
  })
  stage.say(agent, `作废第 ${quantity - 4} 至 ${quantity} 枚（印刷废品）`)
  return { active: items.slice(0, third), idle: items.slice(third, quantity - 5), void: items.slice(-5) }
}

/** The printer's file, as its two columns. */
async function printed(agent: Person, batch: string): Promise<Item[]> {
  const file = await agent.call(codes.downloadCodes, { params: { id: batch } })
  const [, ...rows] = String(file).replace(/^\ufeff/, '').trim().split(/\r?\n/)
  return rows.map((row) => {
    const [serial = '', digitalLink = ''] = row.split(',').map((cell) => cell.replace(/^"|"$/g, ''))
    return { serial, digitalLink }
  })
}

/** The address of a digital link on the server under test, whatever origin stands in the link. */
export const local = (link: string): string => new URL(link).pathname

/** @throws WrongAnswer when the public answer is another one */
export async function expectVerdict(dossier: Dossier, item: Item, expected: string): Promise<void> {
  const { client } = dossier.stage
  const { body } = await publicGet(client, local(item.digitalLink))
  if (body.verdict !== expected) {
    throw new WrongAnswer(
      `扫码应答 ${body.verdict ?? JSON.stringify(body).slice(0, 200)}，应为 ${expected}（${item.digitalLink}）`,
    )
  }
}

/** A link that we never printed: one character of the serial is another. */
export function forgedFrom(item: Item): string {
  const at = item.serial.length - 3
  const other = item.serial[at] === 'A' ? 'B' : 'A'
  return item.digitalLink.replace(item.serial, item.serial.slice(0, at) + other + item.serial.slice(at + 1))
}

export const statusOf = async (dossier: Dossier, number: string): Promise<string> => {
  const { body } = await publicGet(dossier.stage.client, `/c/${number}.json`)
  return String(body.status)
}

/** Suspends as the body's decider; the ground must fit. */
export async function suspend(
  decider: Person, id: string, until: string, ground = 'spot-check-failed', order?: string,
): Promise<void> {
  await decider.call(certificates.suspendCertificate, {
    params: { id }, body: { ground, text: '监督抽查一项指标不合格，暂停证书并限期整改。', until, ...(order && { order }) },
  })
}
