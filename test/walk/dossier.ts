// One certification file from a new product to a decision, as different people take it there.
import { bodies, brands, certification, declarations, evaluation, standards } from '@tianfu/contract'
import type { BodyOf, ResponseOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { withCheckDigit } from '@tianfu/identifiers'
import { addWorkingDays } from '@tianfu/scheme'
import { WrongAnswer } from './client.ts'
import type { Person } from './client.ts'
import { pdf, photograph } from './papers.ts'
import type { Stage } from './stage.ts'

type Value = BodyOf<typeof evaluation.enterTestReport>['values'][number]

/** What a story brings: who applies, under which rule, and what the product and its values are. */
export interface Plan {
  representative: string
  agent: string
  rule: string
  body: string
  product: {
    zh: string; en: string; models: string[]; industry: string; unit: string; yearlyCapacity: number; gtin: boolean
  }
  facts: { key: string; value: string }[]
  /** Values as declared and as measured, by indicator: decimal text, yes, no. */
  values: Record<string, string[]>
}

export class Dossier {
  readonly stage: Stage
  readonly plan: Plan
  readonly agent: Person
  readonly representative: Person
  product!: ResponseOf<typeof brands.registerProduct>
  site!: ResponseOf<typeof brands.listSites>['items'][number]
  rule!: ResponseOf<typeof standards.getRule>
  declaration!: ResponseOf<typeof declarations.publishDeclaration>
  /** Id and number of the application, once submitted. */
  id = ''
  number = ''
  laboratory = ''
  readonly unique: string

  constructor(stage: Stage, plan: Plan, agent: Person, representative: Person) {
    this.stage = stage
    this.plan = plan
    this.agent = agent
    this.representative = representative
    this.unique = `${stage.client.options.seed}-${plan.rule.slice(-4)}`
  }

  static async open(stage: Stage, plan: Plan): Promise<Dossier> {
    return new Dossier(stage, plan, await stage.person(plan.agent), await stage.person(plan.representative))
  }

  file = (): Promise<ResponseOf<typeof certification.getApplication>> =>
    this.agent.call(certification.getApplication, { params: { id: this.id } })

  paper = (
    who: Person, name: string,
  ): Promise<string> => who.upload(`${name}.pdf`, pdf(`${name} ${this.unique} ${Math.random()}`))
  photo = (
    who: Person, name: string,
  ): Promise<string> => who.upload(`${name}.png`, photograph(`${name} ${this.unique} ${Math.random()}`))

  /** A new product of the enterprise, under its own GTIN. */
  async registerProduct(): Promise<void> {
    const { stage, agent, plan } = this
    const { items: [brand] } = await agent.call(brands.listBrands, {})
    const { items: [site] } = await agent.call(brands.listSites, {})
    this.rule = await agent.call(standards.getRule, { params: { number: plan.rule } })
    if (!brand || !site) throw new WrongAnswer('演示企业没有品牌或场所')
    this.site = site
    const { product } = plan
    for (let attempt = 0; ; attempt += 1) {
      const gtin = withCheckDigit(`69${String(Math.floor(Math.random() * 1e10)).padStart(10, '0')}`)
      try {
        this.product = await agent.call(brands.registerProduct, { body: {
          name: {
            zh: `${product.zh}（${stage.client.options.seed}）`, en: `${product.en} (${stage.client.options.seed})`,
          },
          brand: brand.id,
          models: product.models, industry: product.industry, site: site.id, unit: product.unit,
          yearlyCapacity: product.yearlyCapacity,
          rule: plan.rule, ...(product.gtin && { gtin }),
        } })
        break
      } catch (error) {
        if (attempt === 3 || !String(error).includes('gtin-taken')) throw error
      }
    }
    stage.say(agent, `登记产品“${this.product.name.zh}”${this.product.gtin ? `，商品条码 ${this.product.gtin}` : ''}`)
  }

  /** Self-assessment against A and B, then the declaration, signed by the legal representative. */
  async declare(): Promise<void> {
    const { stage, agent, representative, plan } = this
    const draft = await agent.call(declarations.createDeclarationDraft, {
      body: { product: this.product.id, rule: plan.rule },
    })
    const evidence = await this.paper(agent, 'self-assessment')
    const values = draft.values.filter(({ indicator }) => plan.values[indicator] !== undefined)
      .map(({ indicator }) => ({
      indicator, values: plan.values[indicator] ?? [], model: plan.product.models[0] ?? '' }))
    const saved = await agent.call(declarations.saveDeclarationDraft, { params: { id: draft.id }, body: {
      version: draft.version, facts: plan.facts,
      clauses: draft.clauses.map(({ clause }) => ({ clause, answer: 'met' as const, evidence })), values,
      statement: `本企业申明：${this.product.name.zh}执行所列标准，对申明内容的真实性负责。`,
    } })
    stage.say(
      agent,
      `对照 A 标准 ${saved.clauses.length} 条、B 标准 ${saved.values.length} 项自评；其中 ${saved.values.filter(({ comparison }) =>
        comparison === 'stricter').length} 项限值严于国家标准`,
    )
    if (saved.problems.length > 0) throw new WrongAnswer(`申明草稿仍有问题：${saved.problems.map(({ zh }) => zh).join('；')}`)
    await agent.refused(
      declarations.publishDeclaration, { params: { id: draft.id }, body: { version: saved.version, truthful: true } },
      'not-permitted',
    )
    this.declaration = await representative.call(declarations.publishDeclaration, {
      params: { id: draft.id }, body: { version: saved.version, truthful: true },
    })
    stage.say(representative, `签署并公开自主申明 ${this.declaration.number}`)
  }

  /** Fills in the tasks, checks the answers and submits; the receipt's due day is counted again. */
  async apply(): Promise<void> {
    const { stage, agent, plan } = this
    const body = (await stage.bodyOf(plan.body)).organisation
    const draft = await agent.call(certification.createApplicationDraft, {
      body: { product: this.product.id, rule: plan.rule, body },
    })
    const params = { id: draft.id }
    const licence = await this.paper(agent, 'business-licence')
    const manual = await this.paper(agent, 'quality-manual')
    const version = (task: string) => draft.tasks.find((one) => one.task === task)?.version ?? 0
    const save = { params }
    await agent.call(certification.saveApplicationBasis, {
      ...save, body: { version: version('basis'), complete: true, answers: { declaration: this.declaration.id } },
    })
    await agent.call(certification.saveApplicationContact, { ...save, body: {
      version: version('contact'), complete: true,
      answers: { name: '演示联系人', phone: '13900000000', address: this.site.address },
    } })
    await agent.call(certification.saveApplicationProduct, {
      ...save,
      body: { version: version('product'), complete: true, answers: {
        models: plan.product.models, yearlyOutput: 100_000, outputUnit: plan.product.unit,
        description: `${plan.product.zh}，按所列标准生产或提供。`,
      } },
    })
    await agent.call(certification.saveApplicationSites, { ...save, body: {
      version: version('sites'), complete: true,
      answers: { sites: [{ site: this.site.id, activities: '生产、检验、贮存', staff: 40 }] },
    } })
    await agent.call(certification.saveApplicationQuality, {
      ...save,
      body: { version: version('quality'), complete: true, answers: {
        manual, keySteps: '关键工序设控制点并逐批记录。', inspection: '设检验室，计量器具定期检定。', traceability: '批次编号贯穿原料、生产、出库，可召回。',
      } },
    })
    await agent.call(certification.saveApplicationQualifications, {
      ...save,
      body: { version: version('qualifications'), complete: true, answers: { businessLicence: licence, permits: [] } },
    })
    await agent.call(certification.saveApplicationReports, {
      ...save, body: { version: version('reports'), complete: true, answers: { reports: [] } },
    })
    await agent.call(certification.saveApplicationRecords, { ...save, body: {
      version: version('records'), complete: true, answers: { spotChecks: 'none', penalties: 'no', incidents: 'no' },
    } })
    const filled = await agent.call(certification.saveApplicationElsewhere, {
      ...save, body: { version: version('elsewhere'), complete: true, answers: { refusedOrWithdrawn: 'no' } },
    })
    stage.say(agent, `填完申请 ${filled.done}/${filled.tasks.length} 项任务`)
    const check = await agent.call(certification.checkApplicationDraft, { params })
    const receipt = await agent.call(certification.submitApplication, {
      params, body: { version: check.version, truthful: true },
    })
    this.id = receipt.id
    this.number = receipt.number
    stage.time.check('受理期限', receipt.dueOn, 'acceptance')
    stage.say(agent, `提交认证申请 ${receipt.number}，回执：${receipt.dueOn} 前答复是否受理`)
  }

  /** Acceptance, contract and signature. With `supplement`, one field is asked for again first. */
  async accept(acceptorLogin: string, supplement = false): Promise<void> {
    const { stage, representative } = this
    const acceptor = await stage.person(acceptorLogin)
    const params = { id: this.id }
    if (supplement) {
      await acceptor.call(certification.requestSupplement, {
        params, body: { ground: 'document-unclear', fields: ['quality.manual'], text: '质量管理文件请补充最新版本。' },
      })
      stage.say(acceptor, '要求补正：只开放“质量管理文件”一项，受理时限暂停')
      await stage.time.nextWorkingDay()
      await this.agent.refused(
        certification.supplementApplication, { params, body: { answers: { contact: { phone: '13900000001' } } } },
        'field-not-open',
      )
      await this.agent.call(certification.supplementApplication, {
        params, body: { answers: { quality: { manual: await this.paper(this.agent, 'quality-manual-new') } } },
      })
      stage.say(this.agent, '提交补正；未被要求的字段不能改动（已验证拒绝）')
    }
    await acceptor.call(certification.acceptApplication, {
      params, body: { competent: true, impartial: true, note: '范围、能力、公正性均已核对。' },
    })
    stage.say(acceptor, `受理申请 ${this.number}`)
    await acceptor.call(certification.offerContract, {
      params, body: { feeFen: 3_600_000, text: '认证费用包括文件审查、检查与证后跟踪；检测费由企业与检测机构另行结算。' },
    })
    await representative.call(certification.signCertificationContract, { params, body: { agree: true } })
    stage.say(representative, '签订认证合同，费用 36,000.00 元')
  }

  #clauses() {
    return this.declaration.clauses.map(({ clause }) => clause)
  }

  async reviewDocuments(auditor: Person): Promise<void> {
    await auditor.call(evaluation.reviewDocuments, { params: { id: this.id }, body: {
      impartial: true,
      clauses: this.#clauses().map((clause) => ({ clause, finding: 'conforms' as const, note: '文件齐全有效。' })) } })
    this.stage.say(auditor, `文件审查：${this.#clauses().length} 条逐条给出结论`)
  }

  /** Sampling sheet with both signatures; the id of the sheet. */
  async sample(
    auditor: Person, of: { baseQuantity: number; samples: number; spares: number; lot: string },
  ): Promise<string> {
    const { stage, plan } = this
    const seal = `${this.unique}-${of.lot}-${String(Math.random()).slice(2, 8)}`
    await auditor.call(evaluation.writeSamplingSheet, { params: { id: this.id }, body: {
      impartial: true, model: plan.product.models[0] ?? '', lot: of.lot, place: '企业成品库', unit: plan.product.unit,
      baseQuantity: of.baseQuantity,
      samples: of.samples, spares: of.spares, sealNumber: `F${seal}`, spareSealNumber: `B${seal}`,
      conditions: plan.facts,
      photographs: [await this.photo(auditor, 'sampling')],
    } })
    const { samplings } = await this.file()
    const sheet = samplings.at(-1)
    if (!sheet) throw new WrongAnswer('抽样单没有记下')
    stage.say(
      auditor,
      `抽样：基数 ${of.baseQuantity}${plan.product.unit}，批号 ${of.lot}，样品 ${of.samples}、备样 ${of.spares}，封条 `
      + `${sheet.sealNumber}`,
    )
    await auditor.refused(evaluation.orderTest, { params: { id: this.id }, body: {
      sampling: sheet.id, laboratory: await this.stage.laboratory(),
    } }, 'not-witnessed', 'step-not-due')
    await this.agent.call(evaluation.witnessSampling, {
      params: { id: this.id, sampling: sheet.id }, body: { correct: true },
    })
    stage.say(this.agent, '在抽样单上签字见证；只有一方签字时送检被拒绝（已验证）')
    return sheet.id
  }

  /** An order at the laboratory, received; its id. */
  async send(auditor: Person, sampling: string): Promise<string> {
    this.laboratory = await this.stage.laboratory()
    await auditor.call(evaluation.orderTest, {
      params: { id: this.id }, body: { sampling, laboratory: this.laboratory },
    })
    const order = (await this.file()).testOrders.at(-1)?.id ?? ''
    await this.#receive(order)
    return order
  }

  async #receive(order: string): Promise<void> {
    const tester = await this.stage.person('laboratory-tester')
    const { samples } = await tester.call(evaluation.getTestOrder, { params: { id: order } })
    await tester.call(evaluation.receiveSamples, {
      params: { id: order }, body: { sealIntact: true, samples, condition: '封条完好，样品无损' },
    })
    this.stage.say(tester, `签收样品 ${samples} 份，封条完好`)
  }

  /** The laboratory measures and the signatory issues; whether every value passed, and the report's id. */
  async test(
    order: string, differing: Record<string, string[]> = {},
  ): Promise<{ passed: boolean; report: string; number: string }> {
    const { stage, plan } = this
    const tester = await stage.person('laboratory-tester')
    const signatory = await stage.person('laboratory-signatory')
    await stage.time.nextWorkingDay()
    const asked = await tester.call(evaluation.getTestOrder, { params: { id: order } })
    const values = asked.indicators.map(({ id, method }): Value => {
      const given = differing[id] ?? plan.values[id] ?? []
      const [first = ''] = given
      return first === 'yes' || first === 'no' ? { indicator: id, method, result: first }
        : { indicator: id, method, result: 'measured', values: given, ...(id === 'methanol'
          && { uncertainty: '0.01' }) }
    })
    const entered = await tester.call(evaluation.enterTestReport, { params: { id: order }, body: {
      number: `CJ-${this.unique}-${String(Math.random()).slice(2, 8)}`, testedFrom: stage.time.today,
      testedUntil: stage.time.today, values,
      file: await this.paper(tester, 'test-report'),
    } })
    const failing = entered.values.filter(({ verdict }) => verdict === 'fail')
    stage.say(
      tester,
      `录入 ${entered.values.length} 项数据，自动判定：${failing.length === 0
        ? '全部合格'
        : `不合格 ${failing.map(({ name, values: [value], limit }) => `${name.zh} ${value}（要求 ${limit}）`).join('、')}`}`,
    )
    await tester.refused(
      evaluation.issueTestReport, { params: { id: order }, body: { draftVersion: entered.draftVersion } },
      'not-permitted',
    )
    await signatory.call(evaluation.issueTestReport, {
      params: { id: order }, body: { draftVersion: entered.draftVersion },
    })
    const report = (await this.file()).reports.at(-1)
    if (!report || report.passed !== (failing.length === 0)) throw new WrongAnswer('检测报告没有按录入数据判定')
    stage.say(signatory, `签发检测报告 ${report.number}`)
    return { passed: report.passed, report: report.id, number: report.number }
  }

  /** Failing values: cause and correction by the enterprise, re-test on the spare sample. */
  async correctAndRetest(auditor: Person, report: string): Promise<void> {
    const { stage, agent } = this
    const params = { id: this.id, report }
    const body = { of: 'spare' as const, laboratory: this.laboratory }
    await auditor.refused(evaluation.orderRetest, { params, body }, 'correction-first')
    await agent.call(evaluation.answerTestFailure, { params, body: {
      cause: '勾调批次混入酒头比例偏高。', correction: '该批次隔离，未出厂。', correctiveAction: '截取酒头的控制点加严，逐批检测。',
      files: [await this.paper(agent, 'corrective-action')] } })
    stage.say(agent, '对不合格项作原因分析、纠正和纠正措施；未整改前安排复检被拒绝（已验证）')
    await auditor.call(evaluation.orderRetest, { params, body })
    const order = (await this.file()).testOrders.at(-1)?.id ?? ''
    stage.say(auditor, '安排对备样复检')
    await this.#receive(order)
    const { passed } = await this.test(order)
    if (!passed) throw new WrongAnswer('复检仍不合格')
  }

  /** Plan of an audit by these people, their declarations, the enterprise's confirmation. */
  async planAudit(team: Person[], days: number) {
    const { stage, agent } = this
    const [lead] = team
    if (!lead) throw new WrongAnswer('检查组没有人')
    const from = stage.time.due('acceptance') // some working days ahead: the enterprise must be able to answer
    const until = this.#after(from, days - 1)
    const members = await Promise.all(team.map(async (member, i) => ({
      person: await this.#personOf(member), function: i === 0 ? 'lead' as const : 'auditor' as const,
      site: this.site.id, from, until,
    })))
    const plan = { sites: [{ site: this.site.id, from, until, startsAt: '09:00' }], team: members, scope: '申请范围内的全部条款' }
    await lead.call(evaluation.planAudit, { params: { id: this.id }, body: plan })
    const { audit } = await this.file()
    stage.say(
      lead,
      `检查计划：${from} 至 ${until}，${team.length} 人，${(audit?.personDaysTenths ?? 0) / 10} 人日（规则至少 ${(audit?.minimumTenths
        ?? 0) / 10}）`,
    )
    for (const member of team) {
      await member.call(evaluation.declareImpartiality, {
        params: { id: this.id }, body: { consulted: 'no', interest: 'no' },
      })
    }
    await agent.call(evaluation.answerAuditPlan, { params: { id: this.id }, body: { answer: 'confirm' } })
    stage.say(agent, '确认检查计划；检查组已全部作公正性声明')
    return { lead, from, until, present: members.map(({ person }) => person) }
  }

  /** Plan, declarations, confirmation, sign-in at the site, one nonconformity closed, sign-out. */
  async audit(team: Person[], of: { days: number; nonconformity: boolean }): Promise<void> {
    const { stage } = this
    const { time } = stage
    const { lead, from, until, present } = await this.planAudit(team, of.days)
    await time.moveTo(from, '09:10')
    const [longitude = '0', latitude = '0'] = [this.site.lon ?? '0', this.site.lat ?? '0']
    await lead.call(evaluation.openAudit, {
      params: { id: this.id }, body: { present, photographs: [await this.photo(lead, 'opening')], longitude, latitude },
    })
    stage.say(lead, '首次会议签到，全组合影，位置相符')
    if (of.nonconformity) await this.#nonconformity(lead)
    await time.moveTo(until, '16:30')
    await lead.call(evaluation.closeAudit, {
      params: { id: this.id }, body: { present, photographs: [await this.photo(lead, 'closing')], longitude, latitude },
    })
    stage.say(lead, '末次会议签到')
  }

  async #nonconformity(lead: Person): Promise<void> {
    const { stage, agent } = this
    await lead.call(evaluation.raiseNonconformity, {
      params: { id: this.id }, body: { grade: 'minor', clause: this.#clauses()[5] ?? '2.3', finding: '一台温度计超过检定周期。' },
    })
    const { nonconformities, deadlines } = await this.file()
    const nonconformity = nonconformities.at(-1)
    if (!nonconformity) throw new WrongAnswer('不符合项没有记下')
    const dueOn = stage.time.check(
      '不符合项整改期限',
      deadlines.findLast(({ kind, endedOn }) => kind.includes('nonconformity') && endedOn === undefined)?.dueOn,
      'correctionMinor',
    )
    stage.say(lead, `开具一般不符合项 ${nonconformity.number}，${dueOn} 前整改`)
    const params = { id: this.id, nonconformity: nonconformity.id }
    await agent.call(evaluation.answerNonconformity, { params, body: {
      cause: '检定计划漏列。', correction: '已送检并更换。', correctiveAction: '检定计划改由系统提醒。',
      files: [await this.paper(agent, 'calibration')],
    } })
    await lead.call(evaluation.verifyNonconformity, { params, body: { outcome: 'verified', note: '检定证书与台账相符，关闭。' } })
    stage.say(lead, '验证整改有效，关闭不符合项')
  }

  #after(from: LocalDate, days: number): LocalDate {
    return addWorkingDays(this.stage.time.calendar, from, days).day
  }

  async #personOf(member: Person): Promise<string> {
    const { items } = await member.call(bodies.listStaff, {})
    const name = member.session?.account.name
    const own = items.find((one) => (one as { name?: string }).name === name)
    if (!own) throw new WrongAnswer(`${member.title} 未在本机构登记`)
    return (own as { person: string }).person
  }

  async evaluate(auditor: Person): Promise<void> {
    await auditor.call(evaluation.evaluateApplication, { params: { id: this.id }, body: {
      conclusion: 'recommended', summary: '文件、样品与现场均符合标准和实施规则。',
      clauses: this.declaration.clauses.map(({ clause, requirement }) => ({
        clause, finding: 'conforms' as const, ...(requirement !== 'must' && { mark: 90 }),
      })) } })
    this.stage.say(auditor, '提交评价报告：建议认证')
  }

  async review(reviewer: Person, outcome: 'approve' | 'reopen' = 'approve'): Promise<void> {
    await reviewer.call(certification.reviewApplication, {
      params: { id: this.id }, body: { outcome, note: outcome === 'approve' ? '评价完整，可以决定。' : '对关键工序的核实不充分，退回重新评价。' },
    })
    this.stage.say(reviewer, outcome === 'approve' ? '复核：同意提交决定' : '复核：退回重新评价')
  }

  decision = () => ({ params: { id: this.id }, body: {
    outcome: 'grant' as const, scope: `${this.plan.product.zh}：${this.plan.product.models.join('、')}`, note: '符合要求，批准。',
  } })

  /** Who evaluated is refused, by whatever account. */
  async refuseDecision(who: Person, why: string): Promise<void> {
    const sentence = await who.refused(certification.decideApplication, this.decision(), 'separation-of-duties')
    this.stage.say(who, `试图作认证决定，被拒绝（${why}）：${sentence}`)
  }

  /** The decision, and with it the certificate. */
  async decide(decider: Person): Promise<{ id: string; number: string; bodyNumber: string }> {
    await decider.call(certification.decideApplication, this.decision())
    const { certificate } = await this.file()
    if (!certificate) throw new WrongAnswer('批准之后没有证书')
    this.stage.say(decider, `批准认证，颁发证书 ${certificate.bodyNumber}（登记编号 ${certificate.number}）`)
    return certificate
  }
}
