import { describe, expect, test } from 'vitest'
import type { Figure } from '../../bench/figure.ts'
import { BENCHMARKS } from '../../bench/index.ts'
import { json, table } from '../../bench/report.ts'

const FIGURES: readonly Figure[] = [
  { name: 'users-first', engine: 'pglite', value: 2.5, unit: 'ratio', limit: 2.5 },
  { name: 'users-first', engine: 'postgres', value: 2.51, unit: 'ratio', limit: 2.5 },
  { name: 'users-first-seconds', engine: 'postgres', value: 31.25, unit: 's', limit: null },
]

describe('the report of the benchmarks', () => {
  test('as JSON has each figure with name, engine, value, unit and limit', () => {
    expect(JSON.parse(json(FIGURES))).toEqual({ figures: FIGURES })
  })

  test('as a table says which limits hold', () => {
    const lines = table(BENCHMARKS, FIGURES, 1000).split('\n')
    const of = (start: RegExp) =>
      lines.filter((line) => start.test(line)).map((line) => line.split(/\s{2,}/).at(-1))
    expect(of(/^users-first /)).toEqual(['holds', 'TOO HIGH'])
    expect(of(/^users-first-seconds /)).toEqual(['s'])
  })

  test('has no two figures of one name', () => {
    const names = BENCHMARKS.flatMap(({ figures }) => figures)
    expect(new Set(names).size).toBe(names.length)
  })
})
