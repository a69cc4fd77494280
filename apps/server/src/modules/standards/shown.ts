import type { Text } from '@tianfu/kernel'
import { compareWithNational, leavesOf, limitText } from '@tianfu/scheme'
import type { ChangeKind, ChangeRoute, Indicator, Standard, StandardA } from '@tianfu/scheme'

const EVIDENCE: Record<string, Text> = {
  licence: { zh: '许可证照', en: 'Licence' }, certificate: { zh: '证书', en: 'Certificate' },
  report: { zh: '报告', en: 'Report' }, record: { zh: '记录', en: 'Record' },
  procedure: { zh: '程序文件', en: 'Procedure' }, statement: { zh: '声明', en: 'Statement' },
  photograph: { zh: '照片', en: 'Photograph' }, contract: { zh: '合同', en: 'Contract' }, plan: { zh: '计划', en: 'Plan' },
  survey: { zh: '调查', en: 'Survey' }, 'register-extract': { zh: '登记信息', en: 'Extract of a register' },
}

export const CHANGE_NAMES: Record<ChangeKind, Text> = {
  name: { zh: '企业名称变更', en: 'Name' }, address: { zh: '地址名称变更', en: 'Address' },
  model: { zh: '增加型号', en: 'Model' }, site: { zh: '增加场所', en: 'Site' },
  'production-move': { zh: '生产搬迁', en: 'Production moves' }, design: { zh: '设计或配方变更', en: 'Design or recipe' },
  standard: { zh: '标准换版', en: 'New edition of the standard' },
}
export const ROUTE_NAMES: Record<ChangeRoute, Text> = {
  none: { zh: '备案', en: 'Notice only' }, paper: { zh: '文件审查', en: 'On paper' },
  retest: { zh: '补充检测', en: 'New test' }, 'retest-and-audit': { zh: '检测并现场检查', en: 'New test and audit' },
}

/** Chapters and judged clauses as a flat list in order. */
export const clausesOf = (standard: StandardA) => standard.chapters.flatMap(({ id, title, clauses }) => [
  { id, depth: 0, name: title, requirement: null, weight: null, evidence: [], question: null, applies: [] },
  ...clauses.map((leaf) => ({
    id: leaf.id, depth: 1, name: leaf.title, requirement: leaf.kind, weight: leaf.weight,
    evidence: leaf.evidence.map((kind) => ({ kind, name: EVIDENCE[kind] ?? { zh: kind } })), question: leaf.question,
    applies: [...leaf.applies],
  })),
])

const UNCHECKED: Text = { zh: '待核：国家标准限值尚未核对', en: 'To be confirmed: the national limit has not been checked' }
const NOT_SET: Text = { zh: '待定：本标准尚未规定限值', en: 'Not set yet by this standard' }
const NEW: Text = { zh: '国家标准未规定此项', en: 'The national standard has nothing on it' }
const TO_CONFIRM: Text = { zh: '限值按标准原文核对前仅供参考', en: 'To be confirmed against the text of the standard' }

/** One indicator beside its national limit; what is empty stays empty and says why. */
export function indicatorShown(indicator: Indicator) {
  const { id, name, unit, kind, category, key, values, national, limit, rounding, conditions } = indicator
  const theirs = limitText(indicator, 'national')
  const ours = limitText(indicator, 'ours')
  const comparison = compareWithNational(indicator)
  const reason = ours === null ? NOT_SET : national === null ? NEW : theirs === null ? UNCHECKED : null
  return {
    id, name, symbol: indicator.symbol ?? null, unit, kind, category, key, method: indicator.method, values,
    rounding: rounding.method === 'full' ? { zh: '全数值比较法', en: 'All digits compared' }
      : { zh: `修约值比较法，修约到 ${rounding.decimals} 位小数`, en: `Rounded to ${rounding.decimals} decimals` },
    condition: conditions.length === 0 ? null : {
      zh: conditions.map(({ zh }) => zh).join('，'), en: conditions.map(({ en }) => en).join(', ') },
    national: {
      limit: theirs, source: national?.source ?? null, clause: national?.clause ?? null,
      certainty: national?.certainty ?? null,
      toBeConfirmed: national?.toBeConfirmed ?? false,
      note: national === null ? NEW : theirs === null ? UNCHECKED : national.toBeConfirmed ? TO_CONFIRM : null,
    },
    ours: {
      limit: ours, origin: limit?.origin ?? null,
      note: limit?.origin === 'demonstration'
        ? { zh: '演示值，待联盟通过', en: 'Invented for demonstration, until the alliance adopts it' } : null,
    },
    comparison, reason, note: indicator.note ?? null,
  }
}

export const counts = (document: Standard) => ({
  indicators: document.kind === 'B' ? document.indicators.length : 0,
  clauses: document.kind === 'A' ? leavesOf(document).length : 0,
})
