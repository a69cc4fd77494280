/** Counted n-grams of texts and the sparse rows made of them. Source: G. Salton, C. Buckley (1988) for TF-IDF. */
import { countNgrams, USUAL_NGRAMS, type NgramSettings } from './ngrams.ts'

/** Counted n-grams of many texts: row r holds entries start[r] … start[r+1] of bucket and count. */
export interface CountedTexts { start: Int32Array; bucket: Int32Array; count: Uint16Array }

/** Counts the n-grams of texts once, so that several trainings (folds) can share them. */
export function countTexts(texts: readonly { text: string }[], ngrams: NgramSettings = USUAL_NGRAMS): CountedTexts {
  const start = new Int32Array(texts.length + 1)
  let bucket = new Int32Array(1 << 16)
  let count = new Uint16Array(1 << 16)
  let n = 0
  texts.forEach((t, r) => {
    const counts = countNgrams(t.text, ngrams)
    if (n + counts.size > bucket.length) {
      const room = 2 * (n + counts.size)
      const [b, c] = [new Int32Array(room), new Uint16Array(room)]
      b.set(bucket)
      c.set(count)
      ;[bucket, count] = [b, c]
    }
    for (const [b, c] of counts) {
      bucket[n] = b
      count[n++] = Math.min(c, 65535)
    }
    start[r + 1] = n
  })
  return { start, bucket: bucket.slice(0, n), count: count.slice(0, n) }
}

/** Sparse rows: features of row r are entries start[r] … start[r+1]. */
export interface Rows { start: Int32Array; feature: Int32Array; value: Float32Array }

/** TF-IDF rows of unit length: sublinear counts times idf, features numbered without gaps (−1 leaves one out). */
export function sparseRows(counted: CountedTexts, rows: Int32Array, idf: Float32Array, number: Int32Array): Rows {
  const start = new Int32Array(rows.length + 1)
  rows.forEach((row, r) => {
    let n = 0
    for (let i = counted.start[row]!; i < counted.start[row + 1]!; i++) if (number[counted.bucket[i]!]! >= 0) n++
    start[r + 1] = start[r]! + n
  })
  const feature = new Int32Array(start[rows.length]!)
  const value = new Float32Array(feature.length)
  rows.forEach((row, r) => {
    let at = start[r]!
    let squares = 0
    for (let i = counted.start[row]!; i < counted.start[row + 1]!; i++) {
      const b = counted.bucket[i]!
      if (number[b]! < 0) continue
      const v = (1 + Math.log(counted.count[i]!)) * idf[b]!
      feature[at] = number[b]!
      value[at] = v
      squares += v * v
      at++
    }
    const length = Math.sqrt(squares) || 1
    for (let i = start[r]!; i < at; i++) value[i] = value[i]! / length
  })
  return { start, feature, value }
}
