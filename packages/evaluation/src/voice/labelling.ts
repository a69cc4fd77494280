/** Labels of two annotators: the gate before they are used, and what goes to adjudication. */
import { AGREEMENT_GATE, krippendorffAlpha } from '../judging/krippendorff.ts'

/** One text's labels; null where an annotator has not decided. */
export interface DoubleLabel { id: string; first: number | null; second: number | null; adjudicated?: number }

/** Agreement, whether it passes the gate, texts to adjudicate, and final labels (agreed or adjudicated). */
export interface LabelReport {
  alpha: number
  passes: boolean
  disputed: string[]
  final: { id: string; label: number }[]
}

/** Reports on a batch. Agreement is measured before adjudication. */
export function labelReport(labels: readonly DoubleLabel[], gate = AGREEMENT_GATE): LabelReport {
  const both = labels.filter((l) => l.first !== null && l.second !== null)
  const alpha = krippendorffAlpha([labels.map((l) => l.first), labels.map((l) => l.second)], 'nominal')
  const settled = (l: DoubleLabel): number | null => (l.first === l.second ? l.first : (l.adjudicated ?? null))
  return {
    alpha, passes: alpha >= gate,
    disputed: both.filter((l) => settled(l) === null).map((l) => l.id),
    final: both.flatMap((l) => {
      const label = settled(l)
      return label === null ? [] : [{ id: l.id, label }]
    }),
  }
}
