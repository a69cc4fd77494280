import { certificateChanges, refuse } from '@tianfu/contract'
import type { ResponseOf, papers } from '@tianfu/contract'
import type { Edition, GroundList } from '@tianfu/scheme'
import { actsOf } from '../../../platform/acts.ts'
import { fold } from '../../../platform/aggregate.ts'
import { eachOf, until, viewAt } from '../../../platform/documents/desk.ts'
import type { Holder, Origin, PaperKind } from '../../../platform/documents/desk.ts'
import { chineseDay, closing, facts, paragraph } from '../../../platform/documents/paper.ts'
import type { Block } from '../../../platform/documents/paper.ts'
import { readTexts } from '../../../platform/texts.ts'
import type { Act, View } from '../../../platform/work.ts'
import { actorOf } from '../facts.ts'
import { certificates } from '../certificate/aggregate.ts'
import { isSeasonal } from '../certificate/decisions.ts'
import { reachable } from '../certificate/queries.ts'
import type { Certificate, Surveillance } from '../certificate/state.ts'
import { groundWithBasis, textIn } from './source.ts'

type Index = ResponseOf<typeof papers.listCertificatePapers>

/** What a notice about a certificate is written from: the certificate after its act, and that act with its texts. */
export interface CertificateSource {
  readonly act: Act
  readonly state: Certificate
  readonly edition: Edition
}

/**
 * Papers of a certificate for its body and its holder: a notice is a letter between the two. Authorities and the
 * licensor, who read the certificate, have no letters. @throws Refusal `not-found` for whom it is foreign
 */
export async function certificatePapers(view: View, id: string): Promise<Holder<CertificateSource>> {
  const row = await reachable(view).where('id', '=', id).executeTakeFirst()
  if (!row) return refuse('not-found')
  const { body, holder, registerNumber } = row.official
  const party = [body, holder].includes(actorOf(view).organisation)
  const acts = await actsOf(view.db, certificates.type, id)
  return {
    number: registerNumber, acts, address: `/api/v1/certificates/${id}/papers`,
    kinds: party ? KINDS : [],
    source: async (act) => ({
      act: await readTexts(view, act) as unknown as Act, edition: viewAt(view, act).edition,
      state: fold(certificates, until(acts, act)) ?? refuse('not-found'),
    }),
  }
}

/** The certificate itself in the index of its papers: it has its public address. */
export function printOf({ number, acts }: Holder<CertificateSource>): Index['items'] {
  const [issued] = acts
  return issued ? [{ kind: 'certificate', title: { zh: '认证证书', en: 'Certificate' }, number, on: issued.decidedOn,
    files: [{ format: 'pdf' as const, href: `/c/${number}.pdf` }] }] : []
}

const certificateFacts = ({ state }: CertificateSource): Block => facts(
  ['证书编号', 'Certificate', `${state.bodyNumber}\n登记编号 ${state.registerNumber}`
    + `${state.nationalNumber === null ? '' : `\n国家编号 ${state.nationalNumber}`}`],
  ['持证人', 'Holder', `${state.holderName}\n统一社会信用代码 ${state.holderUscc}`],
  ['产品或服务', 'Product or service', state.products.map(({ name, models }) =>
    `${name.zh}${models.length > 0 ? `（${models.join('；')}）` : ''}`).join('\n')],
  ['认证范围', 'Scope', state.scope],
  ['有效期', 'Valid', `${state.validFrom} 至 ${state.validUntil}`],
)

interface Turned {
  readonly kind: string
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly acts: readonly string[]
  readonly list: (act: Act) => GroundList
  readonly says: (source: CertificateSource) => readonly [zh: string, en: string]
  readonly duties: string | ((source: CertificateSource) => string)
  readonly appeal: boolean
}

/** A notice of a turn in the standing of a certificate; each turn has its own. */
const turned = (of: Turned): PaperKind<CertificateSource> => ({
  kind: of.kind, code: of.code, title: { zh: `认证证书${of.zh}通知书`, en: `Notice of ${of.en}` },
  after: { zh: `仅在证书${of.zh}后形成`, en: `only after a ${of.en}` },
  from: eachOf(...of.acts),
  write: (source) => {
    const { act, state, edition } = source
    const until = typeof act.content.until === 'string' ? act.content.until : undefined
    return {
      layout: 'form', issuer: { zh: state.bodyName }, to: state.holderName,
      blocks: [
        paragraph(...of.says(source)),
        certificateFacts(source),
        facts(
          ['理由和依据', 'Ground', groundWithBasis(edition, of.list(act), act.ground)],
          ['说明', 'Explanation', textIn(act, 'text') || undefined],
          ['决定日期', 'Decided', chineseDay(act.decidedOn)],
          ['生效日期', 'Effective', chineseDay(act.effectiveOn)],
          ['期限', 'Until', until && `至${chineseDay(until)}`],
        ),
        paragraph(typeof of.duties === 'string' ? of.duties : of.duties(source)),
        ...(of.appeal ? [paragraph('对本决定有异议的，可以向本机构提出申诉，由未参与此前评价和决定的人员处理；申诉期间决定不停止执行。',
          'An appeal goes to the body and is decided by people who took no earlier part; meanwhile the decision '
          + 'stands.')]
          : []),
        closing(state.bodyName, act.decidedOn),
      ],
    }
  },
})

const ofHolder = ({ state }: CertificateSource): string => `贵单位的认证证书（编号 ${state.bodyNumber}）`

const suspension = turned({
  kind: 'suspension-notice', code: '22', zh: '暂停', en: 'suspension',
  acts: ['certificate.suspended', 'certificate.suspension-extended'],
  list: ({ type }) => (type === 'certificate.suspended' ? 'suspension' : 'suspensionExtension'),
  says: (source) => (source.act.type === 'certificate.suspended'
    ? [`本机构决定暂停${ofHolder(source)}。`, 'We have decided to suspend your certificate.']
    : [`本机构决定延长${ofHolder(source)}的暂停期限。`, 'We have decided to extend the suspension of your certificate.']),
  duties: ({ state }) => '暂停期间，不得以获得认证的名义出厂、销售或宣传，不得使用认证证书和标识。' + (isSeasonal(state)
    ? '恢复生产后请通过平台报告，跟踪调查到期的先完成跟踪调查；期满未恢复生产的，请申请注销或者由本机构另行决定。'
    : '请在期限内完成整改并通过平台提交证据；经验证符合要求的，予以恢复；期满未完成整改的，将撤销证书。'), appeal: true })

const restoration = turned({
  kind: 'restoration-notice', code: '23', zh: '恢复', en: 'restoration', acts: ['certificate.restored'],
  list: () => 'restoration',
  says: (source) => [`经验证整改有效，本机构决定恢复${ofHolder(source)}。`,
    'The correction has been verified; your certificate is restored.'],
  duties: '自生效日期起可以继续使用认证证书。请保持整改措施持续有效，并配合后续跟踪调查。', appeal: false })

const withdrawal = turned({
  kind: 'withdrawal-notice', code: '24', zh: '撤销', en: 'withdrawal', acts: ['certificate.withdrawn'],
  list: () => 'withdrawal',
  says: (source) => [`本机构决定撤销${ofHolder(source)}。`, 'We have decided to withdraw your certificate.'],
  duties: '自生效日期起，停止使用认证证书和标识，停止一切与认证有关的宣传，交回纸质证书，并按规定处理库存的包装和标识。', appeal: true })

const cancellation = turned({
  kind: 'cancellation-notice', code: '25', zh: '注销', en: 'cancellation', acts: ['certificate.cancelled'],
  list: () => 'cancellation',
  says: (source) => [`本机构决定注销${ofHolder(source)}。`, 'Your certificate is cancelled.'],
  duties: '自生效日期起停止使用认证证书和标识。此前已出厂、销售的产品，其当时的认证状态仍可查询。', appeal: false })

/** What an act plans: the certificate's first surveillance, or the next one. */
const plannedBy = ({ type, content }: Act): Pick<Surveillance, 'id' | 'dueOn' | 'kinds'> | undefined =>
  (type === 'certificate.issued' ? (content.surveillance as Surveillance[])[0]
    : type === 'certificate.surveillance-concluded' ? content.next as Surveillance | undefined : undefined)

const surveillance: PaperKind<CertificateSource> = {
  kind: 'surveillance-notice', code: '21', docx: true, title: { zh: '跟踪调查通知书', en: 'Notice of surveillance' },
  after: { zh: '计划跟踪调查后形成', en: 'it follows the planning of a surveillance' },
  from: (acts): Origin[] => acts.flatMap((act) => {
    const planned = plannedBy(act)
    return planned ? [{ act, of: planned.id }] : []
  }),
  write: (source) => {
    const { act, state, edition } = source
    const planned = plannedBy(act)
    return {
      layout: 'form', issuer: { zh: state.bodyName }, to: state.holderName,
      blocks: [
        paragraph(`按照认证实施规则 ${state.rule.number} 的要求，本机构将对${ofHolder(source)}实施获证后跟踪调查。`,
          'As the certification rule asks, your certificate comes under surveillance.'),
        certificateFacts(source),
        facts(
          ['最迟实施日期', 'Due', planned && chineseDay(planned.dueOn)],
          ['方式', 'Kinds', planned?.kinds.map((kind) => edition.wording.surveillance[kind]?.zh ?? kind).join('、')],
        ),
        paragraph('请准备上次检查以来的检验、采购、顾客投诉和整改记录，以及证书和标识的使用记录。'
          + '获证信息、场所、产品设计或关键工序有变化的，请事先告知。'),
        paragraph('无正当理由不接受跟踪调查的，将暂停证书。'),
        closing(state.bodyName, act.decidedOn),
      ],
    }
  },
}

const change: PaperKind<CertificateSource> = {
  kind: 'change-notice', code: '26', title: { zh: '认证证书变更通知书', en: 'Notice of a change' },
  after: { zh: '仅在证书变更后形成', en: 'only after a change' },
  from: eachOf('certificate.changed'),
  write: (source) => {
    const { act, state } = source
    const revision = state.revisions?.at(-1)
    const kind = revision && revision.kind !== 'transfer' && certificateChanges.CHANGE_KIND_WORDS[revision.kind]
    return {
      layout: 'form', issuer: { zh: state.bodyName }, to: state.holderName,
      blocks: [
        paragraph(`经审查，本机构准予${ofHolder(source)}的变更，证书换发为第 ${(state.revisions?.length ?? 0) + 1} 版，`
          + '证书编号和有效期不变。', 'Your certificate is changed and issued anew; number and term stay.'),
        certificateFacts(source),
        facts(['变更事项', 'Change', kind ? kind.zh : undefined], ['变更前持证人', 'Holder before', revision?.before.holderName],
          ['变更前型号', 'Models before', revision?.before.products.flatMap(({ models }) => models).join('；')],
          ['变更前依据', 'Standards before', revision?.before.standards.map(({ number, edition }) =>
            `${number}（${edition}）`).join('\n')],
          ['生效日期', 'Effective', chineseDay(act.effectiveOn)]),
        paragraph('此前版本的证书和电子凭证自生效日期起不再有效，请停止使用并交回纸质证书。'),
        closing(state.bodyName, act.decidedOn),
      ],
    }
  },
}

const KINDS: readonly PaperKind<CertificateSource>[] =
  [surveillance, suspension, restoration, withdrawal, cancellation, change]
