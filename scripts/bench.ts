/**
 * Measures what imports cost: `node scripts/bench.ts [--json] [--engine pglite|postgres] [--rows N] [FIGURE…]`.
 * Progress goes to stderr. Exits with 1 when something could not be measured; a figure above its limit is no failure.
 */
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openBench } from '../bench/bench.ts'
import { ENGINES, type Engine, type Figure } from '../bench/figure.ts'
import { BENCHMARKS } from '../bench/index.ts'
import { json, table } from '../bench/report.ts'

const DEFAULT_ROWS = 1_000_000
/** Fewer would not hold a changed row and a full set of courses. */
const LEAST_ROWS = 1000

interface Asked {
  readonly engines: readonly Engine[]
  readonly rows: number
  readonly names: ReadonlySet<string>
  readonly asJson: boolean
}

function asked(): Asked {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, engine: { type: 'string' }, rows: { type: 'string' } },
  })
  const all = BENCHMARKS.flatMap(({ figures }) => figures)
  const engine = oneOf('--engine', values.engine, ENGINES)
  for (const name of positionals) oneOf('FIGURE', name, all)
  const rows = Number(values.rows ?? DEFAULT_ROWS)
  if (!Number.isSafeInteger(rows) || rows < LEAST_ROWS) {
    throw new Error(`--rows is ${values.rows}; accepted: a whole number from ${LEAST_ROWS} on`)
  }
  return {
    engines: engine === undefined ? ENGINES : [engine],
    rows,
    names: new Set(positionals.length === 0 ? all : positionals),
    asJson: values.json ?? false,
  }
}

function oneOf<T extends string>(
  what: string,
  value: string | undefined,
  accepted: readonly T[],
): T | undefined {
  if (value === undefined || accepted.includes(value as T)) return value as T | undefined
  throw new Error(`${what} is ${value}; accepted: ${accepted.join(', ')}`)
}

async function run({ engines, rows, names, asJson }: Asked, signal: AbortSignal): Promise<void> {
  const benchmarks = BENCHMARKS.filter(({ figures }) => figures.some((name) => names.has(name)))
  const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
  say(`load of the machine before: ${loadavg()[0]!.toFixed(1)}, with ${availableParallelism()} processors`)
  const figures: Figure[] = []
  for (const engine of engines) {
    await using bench = await openBench({ engine, rows, signal, say })
    for (const benchmark of benchmarks) figures.push(...(await benchmark.measure(bench, names)))
  }
  process.stdout.write(asJson ? json(figures) : table(benchmarks, figures, rows))
}

/** Told to end, the program first ends its children and clears its folder away. */
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())

try {
  await run(asked(), stop.signal)
} catch (error) {
  console.error(stop.signal.aborted ? 'stopped' : (error as Error).message)
  process.exitCode = 1
}
