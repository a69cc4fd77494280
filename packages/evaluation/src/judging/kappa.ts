/**
 * Kappas for categories. Sources: J. Cohen (1960), with the null variance of J. Fleiss, J. Cohen, B. Everitt (1969);
 * J. Fleiss (1971), with the variance of Fleiss, Nee, Landis (1979); A. Conger (1980); R. Light (1971).
 */

type Category = string | number
type Table = readonly (readonly Category[])[]

/** Cohen's kappa of two raters with z against no agreement beyond chance. */
export function cohenKappa(pairs: readonly (readonly [Category, Category])[]): { kappa: number; z: number } {
  const n = pairs.length
  const categories = [...new Set(pairs.flat())]
  const share = (side: 0 | 1, c: Category): number => pairs.filter((p) => p[side] === c).length / n
  const agreed = pairs.filter(([a, b]) => a === b).length / n
  let chance = 0
  let cubic = 0
  for (const c of categories) {
    const a = share(0, c)
    const b = share(1, c)
    chance += a * b
    cubic += a * b * (a + b)
  }
  const kappa = (agreed - chance) / (1 - chance)
  const variance = (chance + chance * chance - cubic) / (n * (1 - chance) ** 2)
  return { kappa, z: kappa / Math.sqrt(variance) }
}

/** Light's kappa: the mean of Cohen's over all pairs of raters. */
export function lightKappa(table: Table): number {
  const k = table[0]!.length
  let sum = 0
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) sum += cohenKappa(table.map((row) => [row[i]!, row[j]!] as const)).kappa
  }
  return sum / ((k * (k - 1)) / 2)
}

/** Fleiss' kappa of k ratings per subject, with z; `exact` uses each rater's own shares (Conger), without z. */
export function fleissKappa(table: Table, exact = false): { kappa: number; z: number } {
  const n = table.length
  const k = table[0]!.length
  const categories = [...new Set(table.flat())]
  let agreed = 0
  for (const row of table) {
    for (const c of categories) {
      const m = row.filter((v) => v === c).length
      agreed += (m * (m - 1)) / (n * k * (k - 1))
    }
  }
  const shares = categories.map((c) => table.flat().filter((v) => v === c).length / (n * k))
  let chance = shares.reduce((sum, p) => sum + p * p, 0)
  if (exact) {
    categories.forEach((c, i) => {
      let spread = 0
      for (let j = 0; j < k; j++) spread += (table.filter((row) => row[j] === c).length / n - shares[i]!) ** 2
      chance -= spread / (k - 1) / k
    })
    return { kappa: (agreed - chance) / (1 - chance), z: NaN }
  }
  const pq = shares.reduce((sum, p) => sum + p * (1 - p), 0)
  const skew = shares.reduce((sum, p) => sum + p * (1 - p) * (1 - 2 * p), 0)
  const variance = (2 / (pq * pq * n * k * (k - 1))) * (pq * pq - skew)
  const kappa = (agreed - chance) / (1 - chance)
  return { kappa, z: kappa / Math.sqrt(variance) }
}
