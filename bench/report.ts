import type { Benchmark, Figure } from './figure.ts'

/** The figures as a table for people, with what they compare. */
export function table(benchmarks: readonly Benchmark[], figures: readonly Figure[], rows: number): string {
  const heads = ['figure', 'engine', 'value', 'unit', 'limit', '']
  const lines = figures.map(({ name, engine, value, unit, limit }) => [
    name,
    engine,
    shown(value, unit),
    unit,
    limit === null ? '' : String(limit),
    limit === null ? '' : value <= limit ? 'holds' : 'TOO HIGH',
  ])
  const widths = heads.map((head, at) => Math.max(head.length, ...lines.map((cells) => cells[at]!.length)))
  const text = [heads, ...lines].map((cells) =>
    cells
      .map((cell, at) => (at === 2 || at === 4 ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
  const about = benchmarks.map((benchmark) => benchmark.about)
  return [
    ...about,
    `${rows} rows; a ratio is the time of the import to that of the bare statements.`,
    '',
    ...text,
    '',
  ].join('\n')
}

/** What `--json` prints. */
export function json(figures: readonly Figure[]): string {
  return `${JSON.stringify({ figures }, null, 2)}\n`
}

function shown(value: number, unit: Figure['unit']): string {
  return value.toFixed(unit === 'ratio' ? 2 : unit === 's' ? 1 : 0)
}
