import type { Bench } from './bench.ts'

/** One measured value. */
export interface Figure {
  readonly name: string
  readonly engine: Engine
  readonly value: number
  readonly unit: Unit
  /** The figure holds when its value is not above this; null: it is only told. */
  readonly limit: number | null
}

export const ENGINES = ['pglite', 'postgres'] as const
export type Engine = (typeof ENGINES)[number]

export type Unit = 'ratio' | 's' | 'rows/s' | 'MB' | 'MB/s' | 'calls'

/** Measures figures that belong together, because they need the same input and follow on each other. */
export interface Benchmark {
  /** Names by which figures are asked for; each may bring further figures whose names start with its own. */
  readonly figures: readonly string[]
  /** What the figures compare, in a line or two. */
  readonly about: string
  /** Measures on one engine those of its figures that are in `wanted`. */
  measure(bench: Bench, wanted: ReadonlySet<string>): Promise<Figure[]>
}
