import type { Bench, Place } from './bench.ts'
import { runChild } from './child.ts'
import type { ExportJob, ExportMeasured } from './export-child.ts'
import type { Benchmark, Figure, Unit } from './figure.ts'

const ORGANISATIONS = 50
/** Times as long as the bare COPY. */
const LIMIT = 3

export const exports: Benchmark = {
  figures: ['exports'],
  about:
    'exports: completed courses of a day, published for 50 organisations, each its own; against COPY (SELECT …) TO of the ' +
    'same rows.',
  async measure(bench: Bench): Promise<Figure[]> {
    await using place = await bench.place()
    const { engine, rows } = bench
    const job: ExportJob = { dataFolder: place.dataFolder, rows, organisations: ORGANISATIONS }
    bench.say('exports: the completions')
    await runChild(bench, place, './export-child.ts', { ...job, step: 'make' })
    await place.settle()
    const before = await bareSeconds(bench, place, job)
    bench.say('exports: the files')
    const published = await runChild<ExportMeasured>(bench, place, './export-child.ts', {
      ...job,
      step: 'publish',
    })
    if (published.rows !== rows) throw new Error(`the exports published ${published.rows} rows`)
    const bare = (before + (await bareSeconds(bench, place, job))) / 2
    const figure = (name: string, value: number, unit: Unit, limit: number | null = null): Figure => ({
      name,
      engine,
      value,
      unit,
      limit,
    })
    return [
      figure('exports', published.seconds / bare, 'ratio', LIMIT),
      figure('exports-seconds', published.seconds, 's'),
      figure('exports-speed', rows / published.seconds, 'rows/s'),
      figure('exports-memory', published.peakMB, 'MB'),
      figure('exports-bare-seconds', bare, 's'),
    ]
  },
}

/** To be measured before and after: a machine's own speed may change in between. */
async function bareSeconds(bench: Bench, place: Place, job: ExportJob): Promise<number> {
  bench.say('exports: the bare statements')
  const { rows, seconds } = await runChild<ExportMeasured>(bench, place, './export-child.ts', {
    ...job,
    step: 'bare',
  })
  if (rows !== job.rows) throw new Error(`the bare statements wrote ${rows} rows`)
  return seconds
}
