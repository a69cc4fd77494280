import { readFileSync } from 'node:fs'
import { editionOf, programmeOf } from '@tianfu/scheme'
import { toString as qrCode } from 'qrcode'
import { typeset } from '../../../platform/documents/typst.ts'
import type { View } from '../../../platform/work.ts'
import { findCertificateByNumber } from './store.ts'
import type { FoundCertificate } from './store.ts'

const TEMPLATE = new URL('./certificate.typ', import.meta.url)
let template: string | undefined

/**
 * The certificate to print, tagged PDF/A-2a. It says what was issued and where its standing is asked for; the standing
 * itself is not printed, for paper does not change.
 */
export async function certificatePdf(view: View, number: string): Promise<Uint8Array | undefined> {
  const found = await findCertificateByNumber(view.db, number)
  return found && print(view, found)
}

async function print(view: View, { state }: FoundCertificate): Promise<Uint8Array> {
  template ??= readFileSync(TEMPLATE, 'utf8')
  const address = `${view.world.origin}/c/${state.registerNumber}`
  const programme = programmeOf(editionOf(view.world.editions, state.edition), state.programme)
  const [product] = state.products
  const last = state.revisions?.at(-1)
  const rows = [
    ['持证人', 'Holder', `${state.holderName}\n统一社会信用代码 ${state.holderUscc}`],
    ['生产者', 'Producer', state.parties.producer],
    ['生产企业', 'Manufacturer', state.parties.manufacturer],
    ['产品或服务', 'Product or service', [product?.name.zh, product?.name.en].filter(Boolean).join('\n')],
    ['型号规格', 'Models', state.products.flatMap(({ models }) => models).join('；')],
    ...(state.batch ? [['批次', 'Batch', `批号 ${state.batch.lot}，批量 ${state.batch.quantity} ${state.batch.unit}`]] : []),
    ['认证依据', 'Standards', state.standards.map(({ number, edition, name }) => `${number}（${edition}）${name.zh}`)
      .join('\n')],
    ['认证实施规则', 'Certification rule', `${state.rule.number}（${state.rule.edition}）`],
    ['认证模式', 'Scheme type', `ISO/IEC 17067 类型 ${state.schemeType}`],
    ['认证范围', 'Scope', state.scope],
    ...(state.conditions ? [['条件', 'Conditions', state.conditions]] : []),
    ['有效期', 'Valid', `${state.validFrom} 至 ${state.validUntil}`],
    ['登记编号', 'Register number', state.registerNumber],
    ...(last ? [['换发', 'Issued anew', `第 ${(state.revisions?.length ?? 0) + 1} 版，${last.effectiveOn}`]] : []),
  ] as [string, string, string][]
  return typeset(template, {
    title: { zh: `${programme?.name.zh ?? ''}认证证书`, en: `Certificate of Conformity · ${programme?.name.en ?? ''}` },
    number: state.registerNumber, bodyNumber: state.bodyNumber, body: state.bodyName, address, issuedOn: state.issuedOn,
    footer: { zh: `${state.registerNumber} · ${address}` },
    qr: await qrCode(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 1 }),
    rows: rows.map(([zh, en, value]) => ({ zh, en, value })),
  }, Math.floor(Date.parse(`${state.issuedOn}T00:00:00+08:00`) / 1000))
}
