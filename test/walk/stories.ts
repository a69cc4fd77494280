// The three stories of the walk: type 5 (baijiu), type 6 (care), type 1b (a harvest of rice).
import { certificates, certification, evaluation, identity, supervision } from '@tianfu/contract'
import { WrongAnswer, publicGet } from './client.ts'
import { Dossier } from './dossier.ts'
import type { Plan } from './dossier.ts'
import { expectVerdict, forgedFrom, licence, order, statusOf, suspend } from './licensing.ts'
import { measureStanding, standingAddresses } from './standing.ts'
import type { Measuring } from './standing.ts'
import { pdf } from './papers.ts'
import type { Stage } from './stage.ts'

export const BAIJIU: Plan = {
  representative: 'enterprise-representative', agent: 'enterprise-agent', rule: 'TFPZ-R1001', body: 'shuxin',
  product: {
    zh: '示例老窖52度浓香型白酒', en: 'Demo Old Cellar baijiu', models: ['52%vol 500mL', '52%vol 100mL'], industry: 'C1512',
    unit: '瓶', yearlyCapacity: 12_000, gtin: true,
  },
  facts: [
    { key: 'grade', value: 'premium' }, { key: 'age', value: 'over-1-year' }, { key: 'material', value: 'grain' },
    { key: 'alcohol', value: '52' },
  ],
  values: {
    'alcohol-deviation': ['0.3'], 'acid-ester-total': ['42.6'], hexanoic: ['2.15'], solids: ['0.22'],
    methanol: ['0.12'], cyanide: ['0.6'], sensory: ['yes'],
  },
}

export const CARE: Plan = {
  representative: 'enterprise-representative-care', agent: 'enterprise-agent-care', rule: 'TFPZ-R1006', body: 'shuxin',
  product: {
    zh: '示例锦年长住照料服务', en: 'Demo Jinnian residential care', models: ['长住照料'], industry: 'Q8514', unit: '床',
    yearlyCapacity: 320, gtin: false,
  },
  facts: [],
  values: {
    ...Object.fromEntries([
      'risk-assessment', 'choking', 'medicine', 'pressure-sores', 'burns', 'bed-falls', 'falls', 'harm', 'wandering',
      'activities', 'service-quality',
    ].map((id) => [id, ['yes']])),
    'score-environment': ['108'], 'score-facilities': ['118'], 'score-operation': ['136'], 'score-service': ['548'],
    'call-response': ['2.0'], satisfaction: ['94.5'], 'care-staff-certified': ['96.0'],
  },
}

export const RICE: Plan = {
  representative: 'enterprise-representative-rice', agent: 'enterprise-agent-rice', rule: 'TFPZ-R1005', body: 'shuxin',
  product: {
    zh: '示例雒城优质籼米', en: 'Demo Luocheng indica rice', models: ['5 kg'], industry: 'C1311', unit: '袋',
    yearlyCapacity: 30_000, gtin: true,
  },
  facts: [{ key: 'grade', value: '1' }, { key: 'harvest', value: '2026' }],
  values: {
    cadmium: ['0.04'], 'inorganic-arsenic': ['0.08'], 'aflatoxin-b1': ['0.5'], chalkiness: ['1.2'],
    taste: ['93', '94', '93', '95', '94', '93', '92', '95', '94', '93'], amylose: ['17.5'], pesticides: ['yes'],
  },
}

/**
 * Type 5: a failing test value, correction and re-test; separation by a second account; reopening; licence with an
 * objection and a silent city; codes; an order to the body; suspension, restoration; in the end withdrawal.
 */
export async function baijiu(stage: Stage, measuring: Measuring): Promise<void> {
  stage.minutes.heading('一、浓香型白酒（认证模式5：型式检验＋现场检查＋证后跟踪）')
  const dossier = await Dossier.open(stage, BAIJIU)
  await dossier.registerProduct()
  await dossier.declare()
  await dossier.apply()
  await dossier.accept('body-acceptor', true)

  const auditor = await stage.person('body-auditor')
  const colleague = await stage.person('body-auditor-2')
  const reviewer = await stage.person('body-reviewer')
  const decider = await stage.person('body-decider')
  await dossier.reviewDocuments(auditor)
  const sheet = await dossier.sample(auditor, {
    baseQuantity: 2400, samples: 6, spares: 6, lot: `J${stage.client.options.seed.slice(-6)}`,
  })
  const testOrder = await dossier.send(auditor, sheet)
  const failed = await dossier.test(testOrder, { methanol: ['0.41'] })
  if (failed.passed) throw new WrongAnswer('甲醇 0.41 g/L 超过本标准限值，却判为合格')
  await auditor.refused(evaluation.evaluateApplication, { params: { id: dossier.id }, body: {
    conclusion: 'recommended', summary: '提前评价',
    clauses: dossier.declaration.clauses.map(({ clause }) => ({ clause, finding: 'conforms' as const })),
  } }, 'still-open', 'step-not-due')
  await dossier.correctAndRetest(auditor, failed.report)
  await dossier.audit([auditor, colleague], { days: 2, nonconformity: true })
  await dossier.evaluate(auditor)

  const second = await stage.person('body-decider-second')
  await second.actAs(({ role }) => role === 'body-decider')
  await dossier.review(reviewer, 'reopen')
  await dossier.evaluate(colleague)
  await dossier.review(reviewer)
  await dossier.refuseDecision(second, '检查员本人的第二个账户；且退回重新评价后，此前评价过的人仍须回避')
  await delegation(stage, dossier)
  await provincial(stage, dossier)
  const certificate = await dossier.decide(decider)
  const province = await stage.person('authority-province')
  await province.refused(certificates.suspendCertificate, { params: { id: certificate.id }, body: {
    ground: 'spot-check-failed', text: '省级直接暂停', until: stage.time.plus(30),
  } }, 'not-permitted')
  stage.say(province, '试图直接暂停证书，被拒绝：政府责令机构，不改动证书')

  const licensed = await licence(dossier, certificate, {
    county: 'authority-county', city: 'authority-city', citySilent: true, objection: true,
  })
  const items = await order(dossier, licensed, 60)
  const [item, other, later] = items.active
  const [idle] = items.idle
  const [waste] = items.void
  if (!item || !other || !later || !idle || !waste) throw new WrongAnswer('标识码不够用')
  await expectVerdict(dossier, item, 'valid')
  await expectVerdict(dossier, idle, 'unactivated')
  await expectVerdict(dossier, waste, 'void')
  const forged = forgedFrom(item)
  await expectVerdict(dossier, { serial: '', digitalLink: forged }, 'forged')
  stage.say('消费者', '扫码：真品有效、未激活、作废、伪造四种应答均正确')

  const { body: shown } = await publicGet(stage.client, `/c/${certificate.number}.json`)
  if (shown.number !== certificate.number || shown.status !== 'valid') {
    throw new WrongAnswer(`证书公开数据不对：${JSON.stringify(shown).slice(0, 300)}`)
  }
  const jwt = await publicGet(stage.client, `/c/${certificate.number}.jwt`, 'application/vc+jwt')
  if (jwt.status !== 200 || String(jwt.body).split('.').length !== 3) throw new WrongAnswer('证书没有可验证凭证')
  const print = await stage.client.send('GET', `/c/${certificate.number}.pdf`, {})
  if (print.status !== 200 || !String(print.body).startsWith('%PDF-')) throw new WrongAnswer('证书没有打印件')
  stage.say('采购商', '取得证书数据、可验证凭证和打印件')

  await surveillance(stage, certificate.id)

  const city = await stage.person('authority-city')
  const issued = await city.call(supervision.issueOrder, {
    body: { certificate: certificate.number, ground: 'spot-check-failed', text: '监督抽查发现一批次固形物不合格，责令认证机构核查并处理。' },
  })
  stage.time.check('责令期限', issued.dueOn, 'orderToBody')
  stage.say(city, `向认证机构发出责令 ${issued.number}，${issued.dueOn} 前报告；证书状态不因责令改变`)
  if (await statusOf(dossier, certificate.number) !== 'valid') throw new WrongAnswer('责令改变了证书状态')

  const statusLists = credentialStatusOf(String(jwt.body))
  const addresses = standingAddresses({
    certificate: certificate.number, licence: licensed.number, gtin: dossier.product.gtin ?? '', serial: item.serial,
    uscc: shown.holder.uscc, statusLists,
  })
  const until = stage.time.plus(60)
  Object.assign(stage.minutes.result.standingMs, await measureStanding(
    measuring, addresses, () => suspend(decider, certificate.id, until, 'spot-check-failed', issued.id),
  ))
  stage.say(
    decider,
    `暂停证书至 ${until}；${addresses.length} 个公开地址最慢 ${Math.max(...Object.values(stage.minutes.result.standingMs))} 毫秒后显示暂停`,
  )
  await expectVerdict(dossier, other, 'suspended')
  await decider.call(supervision.answerOrder, { params: { id: issued.id }, body: { text: '已暂停证书并要求整改。' } })
  await city.call(supervision.closeOrder, {
    params: { id: issued.id }, body: { outcome: 'complied', text: '机构已按要求处理。' },
  })
  stage.say(city, `核查机构报告，办结责令 ${issued.number}`)

  await stage.time.nextWorkingDay()
  const params = { id: certificate.id }
  await decider.refused(
    certificates.restoreCertificate, { params, body: { ground: 'corrected-verified', text: '提前恢复' } },
    'correction-not-verified',
  )
  await dossier.agent.call(certificates.submitCertificateCorrection, {
    params, body: { text: '已整改并自检合格。', files: [await dossier.paper(dossier.agent, 'correction')] },
  })
  await colleague.call(certificates.verifyCertificateCorrection, {
    params, body: { outcome: 'verified', note: '现场核实整改有效。' },
  })
  await decider.call(certificates.restoreCertificate, {
    params, body: { ground: 'corrected-verified', text: '整改经验证有效，恢复证书。' },
  })
  stage.say(decider, '恢复证书；整改未经验证时恢复被拒绝（已验证）')
  await expectVerdict(dossier, other, 'valid')

  await stage.time.nextWorkingDay()
  await decider.call(certificates.withdrawCertificate, {
    params, body: { ground: 'serious-defect', text: '再次抽查不合格且性质严重，撤销证书。' },
  })
  await expectVerdict(dossier, later, 'withdrawn')
  if (await statusOf(dossier, certificate.number) !== 'withdrawn') throw new WrongAnswer('撤销后证书公开状态不对')
  stage.say(decider, '撤销证书；标识许可同时撤销，扫码显示撤销')
  keep(stage, dossier, certificate.number, 'withdrawn', shown.holder.uscc)
  stage.minutes.result.codes.push(
    { code: `${dossier.product.gtin}.${item.serial}`, digitalLink: item.digitalLink, expected: 'withdrawn' },
    {
      code: `${dossier.product.gtin}.${idle.serial}`, digitalLink: idle.digitalLink,
      expected: await verdictOf(stage, idle.digitalLink),
    },
    { code: `${dossier.product.gtin}.${waste.serial}`, digitalLink: waste.digitalLink, expected: 'void' })
  stage.minutes.result.forged.push(forged)
}

const verdictOf = async (stage: Stage, link: string): Promise<string> =>
  String((await publicGet(stage.client, new URL(link).pathname)).body.verdict)

/** Addresses of the status lists that a credential names, on the server under test. */
function credentialStatusOf(jwt: string): string[] {
  const vc = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    credentialStatus?: { statusListCredential: string } | { statusListCredential: string }[]
  }
  const entries = Array.isArray(vc.credentialStatus)
    ? vc.credentialStatus
    : vc.credentialStatus ? [vc.credentialStatus] : []
  // A suspension changes the suspension list alone.
  return entries.map(({ statusListCredential }) => new URL(statusListCredential).pathname)
    .filter((path) => path.includes('suspension'))
}

function keep(stage: Stage, dossier: Dossier, number: string, status: string, holderUscc: string): void {
  stage.minutes.result.certificates.push({
    number, holderUscc, status, standard: dossier.rule.b.number, product: dossier.product.name.zh,
  })
}

/** Who evaluated is refused also when the decider has delegated to them. */
async function delegation(stage: Stage, dossier: Dossier): Promise<void> {
  const decider = await stage.person('body-decider')
  const { id } = await decider.call(identity.grantDelegation, {
    body: { login: 'body-auditor-2', from: stage.time.today, until: stage.time.plus(7), reason: '出差期间代行' },
  })
  const delegate = await stage.person('body-auditor-2')
  await delegate.actAs(({ delegated }) => delegated === true)
  await dossier.refuseDecision(delegate, '受托代行决定岗位，但本人参与过评价')
  await delegate.actAs(({ delegated }) => delegated !== true)
  await decider.call(identity.endDelegation, { params: { delegation: id }, body: {} })
  stage.say(decider, '结束委托')
}

/** A provincial official has no right on a certification file at all. */
async function provincial(stage: Stage, dossier: Dossier): Promise<void> {
  const province = await stage.person('authority-province')
  const sentence = await province.refused(certification.decideApplication, dossier.decision(), 'not-permitted')
  stage.say(province, `试图代替机构作认证决定，被拒绝：${sentence}`)
}

async function surveillance(stage: Stage, id: string): Promise<void> {
  const auditor = await stage.person('body-auditor')
  const decider = await stage.person('body-decider')
  const params = { id }
  const shown = await auditor.call(certificates.getCertificate, { params })
  const planned = shown.surveillance.find(({ status }) => status === 'planned')
  if (!planned) throw new WrongAnswer('没有排定跟踪调查')
  stage.say('制度', `首次跟踪调查排定在 ${planned.dueOn} 前`)
  await auditor.call(certificates.recordSurveillance, { params, body: {
    outcome: 'passed', summary: '市场抽样与现场检查均符合。', findings: [],
    files: [await auditor.upload('surveillance.pdf', pdf(`surveillance ${id}`))],
  } })
  await auditor.refused(
    certificates.concludeSurveillance, { params, body: { conclusion: 'maintained', note: '自行结论' } }, 'not-permitted',
  )
  await decider.call(certificates.concludeSurveillance, { params, body: { conclusion: 'maintained', note: '保持证书。' } })
  stage.say(decider, '跟踪调查结论：保持证书；调查者自行结论被拒绝（已验证）')
}

/** Type 6: no samples, a service assessed clause by clause; the licence stays in force. */
export async function care(stage: Stage): Promise<void> {
  stage.minutes.heading('二、养老机构服务（认证模式6：服务评价＋体系检查＋证后跟踪）')
  const dossier = await Dossier.open(stage, CARE)
  await dossier.registerProduct()
  await dossier.declare()
  await dossier.apply()
  await dossier.accept('body-acceptor')
  stage.say('制度', `按公布的时限逐一复算案卷期限：${stage.time.checkAll((await dossier.file()).deadlines)} 项全部相符`)
  const auditor = await stage.person('body-auditor')
  const colleague = await stage.person('body-auditor-2')
  await dossier.reviewDocuments(auditor)
  await auditor.refused(evaluation.writeSamplingSheet, { params: { id: dossier.id }, body: {
    impartial: true, model: '长住照料', lot: 'X', place: 'X', unit: '床', baseQuantity: 1, samples: 1, spares: 0,
    sealNumber: 'X1', spareSealNumber: 'X2', conditions: [], photographs: [await dossier.photo(auditor, 'none')],
  } }, 'step-not-in-type')
  await dossier.audit([auditor, colleague], { days: 2, nonconformity: false })
  const indicators = Object.entries(CARE.values)
  await auditor.call(evaluation.assessService, { params: { id: dossier.id }, body: {
    clauses: dossier.declaration.clauses.map(({ clause }) => ({ clause, finding: 'conforms' as const })),
    values: indicators.map(([indicator, [value = '']]) =>
      (value === 'yes' ? { indicator, result: 'yes' as const } : { indicator, result: 'measured' as const, value })),
  } })
  stage.say(auditor, `服务评价：${indicators.length} 项指标逐项判定；服务不抽样，抽样被拒绝（已验证）`)
  await dossier.evaluate(auditor)
  await dossier.review(await stage.person('body-reviewer'))
  const certificate = await dossier.decide(await stage.person('body-decider'))
  const licensed = await licence(dossier, certificate, {
    county: 'authority-county-510104', city: 'authority-city-510100', citySilent: false, objection: false,
  })
  const { body: verdict } = await publicGet(stage.client, `/v/${certificate.number}`)
  if (verdict.verdict !== 'valid') throw new WrongAnswer(`按证书编号核验：${JSON.stringify(verdict).slice(0, 200)}`)
  const { body: mark } = await publicGet(stage.client, `/v/${licensed.number}`)
  if (mark.verdict !== 'valid') throw new WrongAnswer(`按许可编号核验：${JSON.stringify(mark).slice(0, 200)}`)
  stage.say('采购商', `按证书编号 ${certificate.number}、许可编号 ${licensed.number} 核验：有效`)
  const { body: shown } = await publicGet(stage.client, `/c/${certificate.number}.json`)
  keep(stage, dossier, certificate.number, 'valid', shown.holder.uscc)
}

/** Type 1b: one harvest batch, sampled and tested, no audit; separation on one and the same account; cancelled. */
export async function rice(stage: Stage): Promise<void> {
  stage.minutes.heading('三、优质籼米（认证模式1b：收获批次抽样检验）')
  const dossier = await Dossier.open(stage, RICE)
  await dossier.registerProduct()
  await dossier.declare()
  await dossier.apply()
  await dossier.accept('body-acceptor')
  const second = await stage.person('body-decider-second')
  await second.actAs(({ role }) => role === 'body-auditor')
  await dossier.reviewDocuments(second)
  const auditor = await stage.person('body-auditor')
  const sheet = await dossier.sample(auditor, {
    baseQuantity: 20_000, samples: 12, spares: 6, lot: `D${stage.client.options.seed.slice(-6)}`,
  })
  const tested = await dossier.test(await dossier.send(auditor, sheet))
  if (!tested.passed) throw new WrongAnswer('籼米检测应全部合格')
  await dossier.evaluate(auditor)
  await dossier.review(await stage.person('body-reviewer'))
  await second.actAs(({ role }) => role === 'body-decider')
  await dossier.refuseDecision(second, '同一账户既作文件审查又作决定')
  const certificate = await dossier.decide(await stage.person('body-decider'))
  const licensed = await licence(dossier, certificate, {
    county: 'authority-county-510681', city: 'authority-city-510600', citySilent: false, objection: false,
  })
  const items = await order(dossier, licensed, 30)
  const [item] = items.active
  const [idle] = items.idle
  if (!item || !idle) throw new WrongAnswer('标识码不够用')
  await expectVerdict(dossier, item, 'valid')
  const { body: shown } = await publicGet(stage.client, `/c/${certificate.number}.json`)
  keep(stage, dossier, certificate.number, 'valid', shown.holder.uscc)
  stage.minutes.result.codes.push(
    { code: `${dossier.product.gtin}.${item.serial}`, digitalLink: item.digitalLink, expected: 'valid' },
    { code: `${dossier.product.gtin}.${idle.serial}`, digitalLink: idle.digitalLink, expected: 'unactivated' },
    { code: certificate.number, expected: 'valid' },
    { code: `${certificate.number.slice(0, -1)}*`, expected: 'malformed' })
  stage.minutes.result.forged.push(forgedFrom(item))
}
