import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { groundOf } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import { actsOf } from '../../platform/acts.ts'
import { fold } from '../../platform/aggregate.ts'
import { lastOf, stateAt, until, viewAt } from '../../platform/documents/desk.ts'
import type { Holder, PaperKind } from '../../platform/documents/desk.ts'
import { chineseDay, closing, facts, note, paragraph, signatures } from '../../platform/documents/paper.ts'
import { readTexts } from '../../platform/texts.ts'
import type { Act, View } from '../../platform/work.ts'
import { organisation } from '../parties/index.ts'
import { order } from './domain.ts'
import type { Order } from './domain.ts'
import { orderDetail } from './orders.ts'

/** What the papers of an order are written from: the order as it was issued. */
export interface OrderSource {
  readonly act: Act
  readonly state: Order
  /** Facts and what is ordered; empty where it was erased. */
  readonly text: string
  readonly authority: Text
  readonly body: { readonly name: Text; readonly uscc: string; readonly address: string }
  readonly edition: Edition
}

/** The papers of an order for whoever may read it. @throws Refusal `not-found` */
export async function orderPapers(view: View, id: string): Promise<Holder<OrderSource>> {
  const { number } = await orderDetail(view, id)
  const acts = await actsOf(view.db, order.type, id)
  return {
    number, acts, address: `/api/v1/orders/${id}/papers`, kinds: [orderToCorrect, proofOfService],
    source: async (act) => {
      const state = fold(order, until(acts, act)) ?? refuse('not-found')
      const { text } = await readTexts(view, state)
      return {
        act, state, text: text ?? '', edition: viewAt(view, act).edition,
        authority: ((await stateAt(view.db, organisation, state.authority, act)) ?? refuse('not-found')).name,
        body: (await stateAt(view.db, organisation, state.body, act)) ?? refuse('not-found'),
      }
    },
  }
}

/** 责令改正通知书, laid out as a paper of government. */
const orderToCorrect: PaperKind<OrderSource> = {
  kind: 'order', code: '01', docx: true, title: { zh: '责令改正通知书', en: 'Order to correct' },
  after: { zh: '发出责令后形成', en: 'it follows the issue of the order' },
  from: lastOf('order.issued'),
  write: ({ state, text, authority, body, edition }) => {
    const ground = groundOf(edition, 'order', state.ground)
    return {
      layout: 'official', issuer: authority, to: body.name.zh,
      blocks: [
        paragraph(`现就你机构颁发的认证证书（登记编号 ${state.certificateNumber}）通知如下。`
          + `事由：${ground?.name.zh ?? state.ground}。`),
        paragraph(text),
        ...(ground ? [paragraph(`依据：${ground.basis}。`)] : []),
        paragraph(`现责令你机构依法调查处理，并于${chineseDay(state.dueOn)}前通过平台向本机关书面报告调查情况、处理结果和证据。`),
        paragraph('认证证书的暂停、撤销由你机构依照认证实施规则独立作出决定。逾期不报告或者报告不实的，本机关将依法处理。'),
        paragraph('如不服本通知，可以依法申请行政复议或者提起行政诉讼。'),
        closing(authority.zh, state.issuedOn),
      ],
    }
  },
}

/** 送达回证: the platform's own delivery is stated; what a person has to sign is left to that person. */
const proofOfService: PaperKind<OrderSource> = {
  kind: 'proof-of-service', code: '02', docx: true, title: { zh: '送达回证', en: 'Proof of service' },
  after: { zh: '发出责令后形成', en: 'it follows the issue of the order' },
  from: lastOf('order.issued'),
  write: ({ act, state, authority, body }) => ({
    layout: 'form', issuer: authority,
    blocks: [
      facts(
        ['送达文书', 'Document', `责令改正通知书 ${state.number}-01`],
        ['受送达人', 'Addressee', `${body.name.zh}\n统一社会信用代码 ${body.uscc}`],
        ['送达地址', 'Address', `${body.address}\n平台单位账户（电子送达）`],
        ['送达方式', 'How', '通过平台电子送达；另行采用直接、留置或邮寄送达的，在备注中写明'],
        ['到达受送达人账户', 'In the account',
          new Date(Date.parse(act.recordedAt) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')],
        ['备注', 'Remarks', '\n\n'],
      ),
      signatures(
        { label: { zh: '受送达人（签名或盖章）', en: 'Addressee' } }, { label: { zh: '代收人（注明关系）', en: 'Received for' } },
        { label: { zh: '送达人', en: 'Served by' } }, { label: { zh: '见证人', en: 'Witness' } }),
      note('受送达人拒绝签收的，由送达人在备注中记明情况和日期，由见证人签名。'),
    ],
  }),
}
