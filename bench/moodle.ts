import { join } from 'node:path'
import { ADMIN_TOKEN, moodleStandIn, type StandIn } from '../test/moodle-stand-in/stand-in.ts'
import type { Bench, Place } from './bench.ts'
import { runChild } from './child.ts'
import { coursesFor } from './enrolments.ts'
import type { Benchmark, Figure, Unit } from './figure.ts'
import type { ImportJob, ImportMeasured } from './import-child.ts'
import { writeCsvFile } from './input/csv-file.ts'
import { COURSE_HEADER, courseRow, ENROLMENT_HEADER, enrolmentRow } from './input/enrolments.ts'
import { writeUsers } from './users.ts'

/** What a call costs on a live server before its first record, by moodle-live-behaviour: 15 to 20 ms. */
const CALL_MS = 20
/** A server takes a hundredth of what a database takes: 10,000 users of a million rows. */
const ROWS_SHARE = 100
const ENROLMENTS_PER_USER = 5
const UNCHANGED_CALLS_LIMIT = 5

type Part = 'users' | 'enrolments' | 'unchanged'

export const moodle: Benchmark = {
  figures: ['moodle-users', 'moodle-enrolments', 'moodle-unchanged'],
  about:
    'moodle: new users and their enrolments on a stand-in for Moodle whose calls take 20 ms and nothing more, and both ' +
    'files again unchanged.',
  async measure(bench, wanted) {
    const parts = (['users', 'enrolments', 'unchanged'] as const).filter((part) =>
      wanted.has(`moodle-${part}`),
    )
    if (parts.length === 0) return []
    const standIn = await moodleStandIn({ callMs: CALL_MS })
    try {
      await using place = await bench.place()
      return await measureParts(bench, place, standIn, new Set(parts))
    } finally {
      await standIn.close()
    }
  },
}

async function measureParts(
  bench: Bench,
  place: Place,
  standIn: StandIn,
  wanted: ReadonlySet<Part>,
): Promise<Figure[]> {
  const { engine, folder } = bench
  const people = Math.ceil(bench.rows / ROWS_SHARE)
  const enrolled = people * ENROLMENTS_PER_USER
  const courses = coursesFor(enrolled)
  const path = (name: string) => join(folder, `moodle-${name}.csv`)
  await writeUsers(path('user'), people, false)
  await writeCsvFile(path('course'), COURSE_HEADER, courses, courseRow)
  await writeCsvFile(path('enroll'), ENROLMENT_HEADER, enrolled, (index) =>
    enrolmentRow(index, false, { courses }),
  )
  const figures: Figure[] = []
  const steps = [
    { part: 'users', files: ['user'], made: { created: people } },
    { part: null, files: ['course'], made: { created: courses } },
    { part: 'enrolments', files: ['enroll'], made: { enrolled } },
    { part: 'unchanged', files: ['user', 'enroll'], made: { unchanged: people + enrolled } },
  ] as const
  for (const { part, files, made } of steps) {
    bench.say(`moodle: ${files.join(' and ')}, ${JSON.stringify(made)}`)
    const before = standIn.calls.length
    const { url } = standIn
    const job: ImportJob = {
      dataFolder: place.dataFolder,
      files: files.map(path),
      again: part === 'unchanged',
      moodle: { url, token: ADMIN_TOKEN },
    }
    const { seconds, peakMB, counts } = await runChild<ImportMeasured>(bench, place, './import-child.ts', job)
    await place.settle()
    for (const [outcome, records] of Object.entries(made)) {
      if (counts[outcome] !== records)
        throw new Error(`moodle: expected ${JSON.stringify(made)}, got ${JSON.stringify(counts)}`)
    }
    if (part === null || !wanted.has(part)) continue
    const calls = standIn.calls.slice(before)
    const writes = calls.filter(({ name }) => !/_get_|_search_/.test(name)).length
    const isUnchanged = part === 'unchanged'
    const tell = (name: string, value: number, unit: Unit, limit: number | null = null) =>
      figures.push({ name: `moodle-${part}${name}`, engine, value, unit, limit })
    tell('', calls.length, 'calls', isUnchanged ? UNCHANGED_CALLS_LIMIT : null)
    tell('-writes', writes, 'calls', isUnchanged ? 0 : null)
    tell('-seconds', seconds, 's')
    tell('-speed', Object.values<number>(made).reduce((sum, records) => sum + records, 0) / seconds, 'rows/s')
    tell('-memory', peakMB, 'MB')
  }
  return figures
}
