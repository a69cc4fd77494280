// sentiment/: cross-validated quality on every labelled corpus of the folder. Nothing trained here is kept.
import { crossValidate, scoreText, stratifiedFolds, trainClassifier, type LabelledText } from '@tianfu/evaluation'
import { isObject, walk, type Bench } from './suite.ts'

/** What five-fold cross-validation must reach on the known corpora. */
const LEAST: Record<string, number> = { waimai_10k: 0.885, ChnSentiCorp_htl_all: 0.89, online_shopping_10_cats: 0.93 }

export function sentimentSuite(b: Bench): void {
  for (const file of b.files.filter((f) => f.endsWith('.csv'))) {
    const t = b.csv(file)
    const textColumn = t.names.find((n) => /review|text|content/i.test(n))
    const labelColumn = t.names.find((n) => /label|polarity/i.test(n))
    if (!textColumn || !labelColumn) {
      b.skip(file, 'no labels')
      continue
    }
    const labels = t.numbers(labelColumn)
    const texts: LabelledText[] = t
      .column(textColumn)
      .flatMap((text, i) => (labels[i] === 0 || labels[i] === 1 ? [{ text, label: labels[i] }] : []))
    const start = performance.now()
    const q = crossValidate(texts, stratifiedFolds(texts.map((x) => x.label), 5, [2026, 4]))
    const seconds = (performance.now() - start) / 1000
    const model = trainClassifier(
      texts.slice(0, 5000).some((x) => x.label !== texts[0]!.label) ? texts.slice(0, 5000) : texts,
    )
    const read = performance.now()
    for (const x of texts) scoreText(model, x.text)
    const perSecond = (1000 * texts.length) / (performance.now() - read)
    b.say(
      `       ${file}: ${q.n} texts, majority ${q.majority.toFixed(4)}; ` +
        `accuracy ${q.accuracy.toFixed(4)}, F1 ${q.f1.toFixed(4)}, AUC ${q.auc.toFixed(4)}`,
    )
    b.say(
      `       calibration: Brier ${q.brier.toFixed(4)}, expected error ${q.calibrationError.toFixed(4)}; ` +
        `five folds in ${seconds.toFixed(1)} s, reads ${perSecond.toFixed(0)} texts/s`,
    )
    const least = LEAST[file.replace(/\.csv$/, '')] ?? q.majority
    if (q.accuracy >= least) b.same(`${file}: accuracy at least ${least.toFixed(3)}`, true, true)
    else b.fail(`${file}: accuracy`, `${q.accuracy.toFixed(4)} < ${least.toFixed(3)}`)
    b.same(`${file}: calibration error below 0.03`, q.calibrationError < 0.03, true)
    baselines(b, file.replace(/\.csv$/, ''), q.accuracy)
  }
}

/** Reported beside ours, not judged: other methods, other tools. */
function baselines(b: Bench, corpus: string, accuracy: number): void {
  if (!b.has('baselines.json')) return b.skip(`${corpus}: baselines`, 'absent')
  const json = b.json('baselines.json')
  const own = isObject(json)
    ? Object.entries(json).find(
        ([k]) => corpus.toLowerCase().includes(k.toLowerCase()) || k.toLowerCase().includes(corpus.toLowerCase()),
      )?.[1]
    : undefined
  if (own === undefined) return b.skip(`${corpus}: baselines`, 'not recognised')
  const found = [...walk(own)].filter(
    ({ path, value }) => typeof value === 'number' && /acc/i.test(path[path.length - 1] ?? '') && value <= 1,
  )
  for (const { path, value } of found) {
    const gap = accuracy - (value as number)
    const name = path.join('.')
    b.say(`       baseline ${name}: ${(value as number).toFixed(4)} (ours ${gap >= 0 ? '+' : ''}${gap.toFixed(4)})`)
  }
}
