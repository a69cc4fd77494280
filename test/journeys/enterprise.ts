// The enterprise: its agent prepares, its legal representative signs.
import assert from 'node:assert/strict'
import { RICE } from '../walk/stories.ts'
import { pdf } from '../walk/papers.ts'
import { declarations } from '@tianfu/contract'
import { Desk } from './desk.ts'
import { choose, fill, upload } from './form.ts'
import type { Filled, Paper } from './form.ts'
import { dossierAt, offered } from './prepared.ts'
import type { House } from './support.ts'

export const paper = (name: string): Paper => ({ name: `${name}.pdf`, bytes: pdf(`${name} ${Math.random()}`) })

/** Signs in, registers a product, assesses it, applies from the task list, gets the receipt. */
export async function agentAppliesForCertification(house: House): Promise<void> {
  const desk = await Desk.signedIn(house, 'enterprise-agent-rice')
  const { page } = desk
  await desk.look('enterprise-agent-home')

  const name = `手工登记优质籼米${Date.now().toString(36)}`
  await desk.go('/products')
  await desk.act('registerProduct', {
    name: { zh: name }, brand: '示例雒城', models: ['5 kg'], industry: 'C1311', site: '广汉加工厂', unit: '袋',
    yearlyCapacity: 30_000, rule: 'TFPZ-R1005',
  }, { picture: 'enterprise-agent-product' })
  await page.getByRole('heading', { level: 1, name }).waitFor()

  await desk.go('/declaration-drafts')
  await desk.act('createDeclarationDraft', { product: name, rule: 'TFPZ-R1005' })
  await page.waitForURL(/declaration-drafts\/[0-9a-f-]{36}$/)
  await assess(desk)
  await desk.look('enterprise-agent-self-assessment')
  const number = await signDeclaration(house, desk.where().split('/').at(-1) ?? '')

  await desk.go('/application-drafts')
  await desk.act('createApplicationDraft', { product: name, rule: 'TFPZ-R1005', body: '蜀信' })
  await page.waitForURL(/application-drafts\/[0-9a-f-]{36}$/)
  await desk.look('enterprise-agent-task-list')
  const tasks = desk.where()
  const answers: Record<string, Record<string, Filled>> = {
    basis: { declaration: number },
    contact: { name: '米小经', phone: '13900000000', address: '四川省德阳市广汉市示例路3号' },
    product: { models: ['5 kg'], yearlyOutput: 100_000, outputUnit: '袋', description: '优质籼米，按所列标准生产。' },
    sites: { sites: [{ site: '广汉加工厂', activities: '加工、检验、贮存', staff: 40 }] },
    quality: {
      manual: paper('quality-manual'), keySteps: '关键工序设控制点并逐批记录。', inspection: '设检验室，计量器具定期检定。',
      traceability: '批次编号贯穿原料、加工、出库，可召回。',
    },
    qualifications: { businessLicence: paper('business-licence') },
    reports: {},
    records: { spotChecks: 'none', penalties: 'no', incidents: 'no' },
    elsewhere: { refusedOrWithdrawn: 'no' },
  }
  for (const [task, fields] of Object.entries(answers)) {
    await page.locator(`a.task[href$="/tasks/${task}"]`).click()
    await page.waitForURL(new RegExp(`/tasks/${task}$`))
    const form = page.locator('form.schema-form')
    await form.waitFor()
    await fill(form, fields)
    if (task === 'quality') await desk.look('enterprise-agent-task')
    await form.locator('button[type=submit]').click()
    await page.waitForURL(new RegExp(`${tasks}$`))
  }
  await page.locator('.form-actions a', { hasText: '核对并提交' }).first().click()
  await page.waitForURL(/\/check$/)
  const form = page.locator('form.schema-form')
  await form.waitFor()
  await desk.look('enterprise-agent-check')
  await fill(form, { truthful: true })
  await form.locator('button[type=submit]').click()
  await page.waitForURL(/\/receipt$/)
  assert.match(await page.locator('.receipt .number').innerText(), /\d/, '回执有受理编号')
  await desk.look('enterprise-agent-receipt')
  await desk.close()
}

/** Reads the draft and signs it with the code of the authenticator; signs the contract that the body offers. */
export async function representativeSigns(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'product')
  const { agent, plan } = dossier
  const draft = await agent.call(declarations.createDeclarationDraft, {
    body: { product: dossier.product.id, rule: plan.rule },
  })
  const evidence = await dossier.paper(agent, 'self-assessment')
  await agent.call(declarations.saveDeclarationDraft, { params: { id: draft.id }, body: {
    version: draft.version, facts: plan.facts,
    clauses: draft.clauses.map(({ clause }) => ({ clause, answer: 'met' as const, evidence })),
    values: draft.values.filter(({ indicator }) => plan.values[indicator])
      .map(({ indicator }) => ({ indicator, values: plan.values[indicator] ?? [], model: '5 kg' })),
    statement: '本企业申明：所列产品执行所列标准，对申明内容的真实性负责。' } })
  const contract = await offered(house)
  const desk = await Desk.signedIn(house, 'enterprise-representative-rice')
  await desk.look('enterprise-representative-home')
  await desk.go(`/declaration-drafts/${draft.id}`)
  await desk.act('publishDeclaration', { truthful: true }, { picture: 'enterprise-representative-sign' })
  await desk.page.waitForURL(/\/declarations\/[0-9a-f-]{36}$/)
  await desk.look('enterprise-representative-declaration')
  await desk.go(`/applications/${contract.id}`)
  await desk.act('signCertificationContract', { agree: true }, { picture: 'enterprise-representative-contract' })
  await desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  assert.notEqual((await contract.file()).status, 'contract-offered')
  await desk.close()
}

/** Facts, each clause with its evidence, a value per indicator: as the enterprise sees itself. */
async function assess(desk: Desk): Promise<void> {
  const { page } = desk
  for (const { key, value } of RICE.facts) {
    const field = page.locator('.field', { has: page.locator(`#fact-${key}`) })
    await field.waitFor()
    if (await field.locator('.ant-select').count() > 0) await choose(field, FACT_WORDS[value] ?? value)
    else await field.locator('input').fill(value)
  }
  const clauses = page.locator('#clauses tbody tr')
  const evidence = paper('self-assessment')
  for (let row = 0; row < await clauses.count(); row += 1) {
    await clauses.nth(row).locator('label', { has: page.locator('input[value=met]') }).click()
    // One paper is enough evidence here: it is uploaded once and chosen from the cabinet afterwards.
    if (row === 0) await upload(clauses.nth(row), evidence)
    else await choose(clauses.nth(row), evidence.name)
  }
  const rows = page.locator('#values tbody tr')
  for (const [indicator, values] of Object.entries(RICE.values)) {
    const typed = page.locator(`#value-${indicator}`)
    if (await typed.count() === 0) continue
    await typed.fill(values.map((value) => (value === 'yes' ? '是' : value)).join(' '))
  }
  assert.ok(await rows.count() >= 5, '逐项列出 B 标准的指标')
  await page.locator('#statement textarea').first().fill('本企业申明：所列产品执行所列标准，对申明内容的真实性负责。')
  await page.locator('#statement textarea').first().blur()
  await page.locator('.detail-side [role=status]', { hasText: '自动保存' }).waitFor()
}

const FACT_WORDS: Record<string, string> = { 1: '一级' }

/** The legal representative's signature over HTTP, for the agent's journey; the declaration's number. */
async function signDeclaration(house: House, id: string): Promise<string> {
  const representative = await house.stage.person('enterprise-representative-rice')
  const { version } = await representative.call(declarations.getDeclarationDraft, { params: { id } })
  return (await representative.call(declarations.publishDeclaration, { params: { id }, body: {
    version, truthful: true,
  } })).number
}
