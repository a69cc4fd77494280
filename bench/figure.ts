/** A measured figure as every bench writes it with `--json FILE`. */
export interface Figure {
  readonly name: string
  /** `pglite`, `postgres`, or `none` where no database is involved. */
  readonly database: string
  readonly value: number
  readonly unit: string
  /** To the baseline of the same run; above 1 is faster than it. */
  readonly ratio?: number
}
