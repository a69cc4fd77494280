import { licences as contract, refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { editionOf, programmeOf } from '@tianfu/scheme'
import { actsOf } from '../../platform/acts.ts'
import { fold } from '../../platform/aggregate.ts'
import { lastOf, stateAt, until } from '../../platform/documents/desk.ts'
import type { Holder, PaperKind } from '../../platform/documents/desk.ts'
import { closing, facts, heading, paragraph, signatures, table } from '../../platform/documents/paper.ts'
import type { Block } from '../../platform/documents/paper.ts'
import type { Act, View } from '../../platform/work.ts'
import { organisation } from '../parties/index.ts'
import { licence } from './aggregate.ts'
import { yearlyVolume } from './domain.ts'
import type { Licence } from './domain.ts'
import { findLicence, isWithinScope } from './store.ts'

interface PartyOnPaper { readonly name: Text; readonly uscc: string; readonly address: string }

/** What the papers of a licence are written from: the licence after their act. */
export interface LicenceSource {
  readonly act: Act
  readonly acts: readonly Act[]
  readonly state: Licence
  readonly holder: PartyOnPaper
  readonly licensor: PartyOnPaper
  readonly brand: Text
  readonly programme: Text
  /** Hundredths by which a declared capacity becomes a yearly volume. */
  readonly volumeFactorHundredths: number
}

/** The papers of a licence for whoever may read it. @throws Refusal `not-found` */
export async function licencePapers(view: View, id: string): Promise<Holder<LicenceSource>> {
  const found = await findLicence(view.db, id)
  const actor = view.actor ?? refuse('not-signed-in')
  if (!found || !isWithinScope(actor, found.state)) return refuse('not-found')
  const acts = await actsOf(view.db, licence.type, id)
  // Before it has a number there is nothing that a paper could be numbered by; every paper comes after.
  return {
    number: found.state.number ?? found.state.certificateNumber, acts, address: `/api/v1/licences/${id}/papers`,
    kinds: [licenceContract, announcement],
    source: async (act) => {
      const state = fold(licence, until(acts, act)) ?? refuse('not-found')
      const edition = editionOf(view.world.editions, state.edition)
      const partyAt = async (of: string) =>
        (await stateAt(view.db, organisation, of, act)) ?? refuse('not-found')
      return {
        act, acts: until(acts, act), state, holder: await partyAt(state.organisation),
        licensor: await partyAt(state.licensor), brand: edition.brand.name,
        programme: programmeOf(edition, state.programme)?.name ?? { zh: state.programme },
        volumeFactorHundredths: edition.limits.volumeFactorHundredths,
      }
    },
  }
}

const productsOf = ({ state, volumeFactorHundredths }: LicenceSource): Block => table(
  [['产品或服务', 'Product or service'], ['型号规格', 'Models'], ['GTIN', 'GTIN'],
    [state.batch ? '批量' : '年度用量（件）', state.batch ? 'Batch' : 'Yearly volume']],
  state.products.map(({ name, models, gtin, yearlyCapacity }) => [name.zh, models.join('；'), gtin ?? '—',
    String(yearlyVolume(yearlyCapacity, volumeFactorHundredths, state.batch))]), [4, 4, 3, 3])

const mediaOf = ({ state }: LicenceSource): string =>
  state.media.map((one) => contract.MEDIA_WORDS[one as keyof typeof contract.MEDIA_WORDS]?.zh ?? one).join('、')

const licenceContract: PaperKind<LicenceSource> = {
  kind: 'contract', code: '01', docx: true, title: { zh: '标识使用许可合同', en: 'Licence contract' },
  after: { zh: '准予许可后形成', en: 'it follows the grant of the licence' },
  from: lastOf('licence.granted', 'licence.contract-signed'),
  write: (source) => {
    const { state, holder, licensor, brand, act } = source
    const granted = source.acts.find(({ type }) => type === 'licence.granted')
    const signed = act.type === 'licence.contract-signed'
    const clauses = [
      `甲方许可乙方在下列产品或服务上，按下列方式和用量使用“${brand.zh}”标识。本许可是民事许可，不得转让或者再许可他人使用。`,
      '标识的图形、颜色、最小尺寸和留白以甲方公布的标识使用规范为准，不得变形、拆分或者与其他标识组合使用。',
      '许可以认证证书有效为前提。证书暂停期间停止使用标识；证书撤销、注销或者到期的，许可同时终止。',
      '乙方在用量以内申领物品码，如实登记使用和作废情况，接受甲方和监管部门的核查。',
      '许可终止后，乙方停止使用标识，并在三十日内申报和处理库存的包装、标签。',
      '乙方伪造、超量、超范围使用标识或者损害标识声誉的，甲方可以暂停或者终止许可，并依法追究责任。',
    ]
    return {
      layout: 'form', issuer: licensor.name,
      blocks: [
        facts(
          ['许可编号', 'Licence', state.number ?? undefined],
          ['甲方（许可人）', 'Licensor', `${licensor.name.zh}\n统一社会信用代码 ${licensor.uscc}\n${licensor.address}`],
          ['乙方（被许可人）', 'Licensee', `${holder.name.zh}\n统一社会信用代码 ${holder.uscc}\n${holder.address}`],
          ['依据的证书', 'Certificate', state.certificateNumber],
          ['品牌项目', 'Programme', source.programme.zh],
          ['使用方式', 'Media', mediaOf(source)],
          ['期限', 'Term', state.validFrom && state.validUntil ? `${state.validFrom} 至 ${state.validUntil}`
            : '自签订之日起，至证书有效期届满或制度规定的许可期限届满，以先到者为准'],
        ),
        heading('许可范围', 'What is licensed'), productsOf(source),
        heading('条款', 'Terms'), ...clauses.map((clause, index) => paragraph(`${index + 1}. ${clause}`)),
        heading('签署', 'Signatures'),
        signatures(
          { label: { zh: '甲方（盖章）', en: 'Licensor (seal)' }, name: licensor.name.zh,
            ...(granted && { on: granted.decidedOn }) },
          { label: { zh: '乙方（盖章）', en: 'Licensee (seal)' },
            ...(signed && { name: holder.name.zh, on: act.decidedOn }) }),
      ],
    }
  },
}

const announcement: PaperKind<LicenceSource> = {
  kind: 'announcement', code: '02', docx: true, title: { zh: '标识使用许可公告', en: 'Announcement of the licence' },
  after: { zh: '公告许可后形成', en: 'it follows the announcement' },
  from: lastOf('licence.announced'),
  write: (source) => {
    const { state, holder, licensor, brand, act } = source
    return {
      layout: 'official', issuer: licensor.name,
      blocks: [
        paragraph(`根据“${brand.zh}”标识使用许可制度，经申请、核实、公示和决定，准予${holder.name.zh}使用“${brand.zh}”标识，现予公告。`),
        facts(
          ['许可编号', 'Licence', state.number ?? undefined],
          ['被许可人', 'Licensee', `${holder.name.zh}\n统一社会信用代码 ${holder.uscc}`],
          ['品牌项目', 'Programme', source.programme.zh],
          ['认证证书', 'Certificate', state.certificateNumber],
          ['有效期', 'Valid', state.validFrom && state.validUntil
            ? `${state.validFrom} 至 ${state.validUntil}` : undefined],
        ),
        table([['产品或服务', 'Product or service'], ['型号规格', 'Models'], ['GTIN', 'GTIN']],
          state.products.map(({ name, models, gtin }) => [name.zh, models.join('；'), gtin ?? '—']), [4, 4, 3]),
        paragraph('许可是否有效，以平台查询结果为准。'),
        closing(licensor.name.zh, act.decidedOn),
      ],
    }
  },
}
