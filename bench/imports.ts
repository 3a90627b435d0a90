import type { BareJob, BareMeasured } from './bare-child.ts'
import type { Bench, Place } from './bench.ts'
import { runChild } from './child.ts'
import type { Figure, Unit } from './figure.ts'
import type { ImportJob, ImportMeasured } from './import-child.ts'

/** Days on which a file comes: the first, the next with the same file, and one with some rows changed. */
export const DAYS = ['first', 'unchanged', 'one-percent'] as const
export type Day = (typeof DAYS)[number]

/** On the third day, one row in this many differs. */
export const CHANGED_EVERY = 100

/** Times as long as the bare statements. */
const LIMITS: Readonly<Record<Day, number>> = { first: 2.5, unchanged: 0.6, 'one-percent': 0.8 }

/** What is imported on the three days, and the tables whose rows come of it. */
export interface Material {
  readonly name: string
  readonly tables: readonly string[]
  /** Writes files that are imported before, without a clock, and names them. */
  writeGround(bench: Bench): Promise<string[]>
  /** Writes the file of the first and second day, or that of the third. */
  write(path: string, rows: number, changed: boolean): Promise<void>
  /** What becomes of its rows on the first day. */
  readonly made: string
}

/** Measures the days that are asked for, and those that lead there, on an empty site. */
export async function measureDays(
  bench: Bench,
  material: Material,
  wanted: ReadonlySet<Day>,
): Promise<Figure[]> {
  await using place = await bench.place()
  const imports = importer(bench, place, material)
  const { name } = material
  const last = DAYS.findLastIndex((day) => wanted.has(day))
  const figures: Figure[] = []
  const tell = (figure: string, value: number, unit: Unit, limit: number | null = null) =>
    figures.push({ name: figure, engine: bench.engine, value, unit, limit })

  await imports.ground()
  let bareSeconds = 0
  for (const day of DAYS.slice(0, last + 1)) {
    const measured = await imports.day(day)
    if (day === 'first') bareSeconds = await bare(bench, place, material, tell)
    if (!wanted.has(day)) continue
    tell(`${name}-${day}`, measured.seconds / bareSeconds, 'ratio', LIMITS[day])
    tell(`${name}-${day}-seconds`, measured.seconds, 's')
    tell(`${name}-${day}-speed`, bench.rows / measured.seconds, 'rows/s')
    tell(`${name}-${day}-memory`, measured.peakMB, 'MB')
  }
  return figures
}

/** Highest memory of a first import, in MB. */
export async function peakOfFirst(bench: Bench, material: Material, rows: number): Promise<number> {
  await using place = await bench.place()
  const imports = importer({ ...bench, rows }, place, material)
  await imports.ground()
  return (await imports.day('first')).peakMB
}

async function bare(
  bench: Bench,
  place: Place,
  { name, tables }: Material,
  tell: (figure: string, value: number, unit: Unit) => void,
): Promise<number> {
  bench.say(`${name}: the bare statements`)
  const job: BareJob = { dataFolder: place.dataFolder, tables }
  const { rows, copySeconds, insertSeconds, commitSeconds } = await runChild<BareMeasured>(
    bench,
    place,
    './bare-child.ts',
    job,
  )
  if (rows !== bench.rows * tables.length) throw new Error(`the bare statements wrote ${rows} rows`)
  await place.settle()
  const seconds = copySeconds + insertSeconds + commitSeconds
  tell(`${name}-bare-seconds`, seconds, 's')
  tell(`${name}-bare-copy-seconds`, copySeconds, 's')
  return seconds
}

function importer(bench: Bench, place: Place, material: Material) {
  const run = async (files: readonly string[], again: boolean): Promise<ImportMeasured> => {
    const job: ImportJob = { dataFolder: place.dataFolder, files, again }
    const measured = await runChild<ImportMeasured>(bench, place, './import-child.ts', job)
    if (measured.state !== 'succeeded') throw new Error(`the run ended as ${measured.state}`)
    await place.settle()
    return measured
  }
  const path = (changed: boolean) => `${place.dataFolder}-${material.name}${changed ? '-changed' : ''}.csv`
  return {
    async ground(): Promise<void> {
      const files = await material.writeGround(bench)
      // Without files, what the run does is make the database: a first start is not part of a first import.
      bench.say(`${material.name}: the ground`)
      await run(files, false)
    },
    async day(day: Day): Promise<ImportMeasured> {
      const changed = day === 'one-percent'
      if (day !== 'unchanged') await material.write(path(changed), bench.rows, changed)
      bench.say(`${material.name}: ${bench.rows} rows, ${day}`)
      const measured = await run([path(changed)], day === 'unchanged')
      check(measured.counts, day, bench.rows, material.made)
      return measured
    },
  }
}

/** A figure of an import that did something else would mean nothing. */
function check(counts: ImportMeasured['counts'], day: Day, rows: number, made: string): void {
  const updated = day === 'one-percent' ? Math.ceil(rows / CHANGED_EVERY) : 0
  const expected = day === 'first' ? { [made]: rows } : { updated, unchanged: rows - updated }
  for (const [outcome, records] of Object.entries(expected)) {
    if ((counts[outcome] ?? 0) !== records) {
      throw new Error(`${day}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(counts)}`)
    }
  }
}
