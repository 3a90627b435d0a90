import { join } from 'node:path'
import type { Bench, Place } from './bench.ts'
import { runChild } from './child.ts'
import { coursesFor } from './enrolments.ts'
import type { Benchmark, Figure } from './figure.ts'
import type { ImportJob, ImportMeasured } from './import-child.ts'
import { writeCsvFile } from './input/csv-file.ts'
import { COURSE_HEADER, courseRow, ENROLMENT_HEADER, enrolmentRow } from './input/enrolments.ts'
import { writeEnterprise } from './input/enterprise.ts'
import { writeUsers } from './users.ts'

/** To the time that the same content takes as Data Hub's CSV files. */
const LIMIT = 1.5
/** A million memberships are those of 200,000 persons, half of whom are enrolled. */
const MEMBERSHIPS_PER_PERSON = 5

const SETTINGS = {
  createNewUsers: true,
  createNewCourses: true,
  createNewCategories: true,
  nestedCategories: true,
  courseMap: { shortname: 'short', fullname: 'long' },
}

export const enterprise: Benchmark = {
  figures: ['ims-first'],
  about:
    'ims: an IMS Enterprise file of new persons, groups and memberships; to the same content as files of Data Hub.',
  async measure(bench) {
    const memberships = bench.rows
    const groups = coursesFor(memberships)
    const persons = Math.ceil(memberships / MEMBERSHIPS_PER_PERSON)
    const file = (name: string) => join(bench.folder, name)

    const csv = [file('user.csv'), file('course.csv'), file('enroll.csv')] as const
    await writeUsers(csv[0], persons, false)
    await writeCsvFile(csv[1], COURSE_HEADER, groups, courseRow)
    await writeCsvFile(csv[2], ENROLMENT_HEADER, memberships, (index) =>
      enrolmentRow(index, false, { courses: groups }),
    )
    const asCsv = await firstImport(bench, { files: csv })

    const xml = file('enterprise.xml')
    await writeEnterprise(xml, { persons, groups, memberships })
    const asXml = await firstImport(bench, { files: [xml], format: 'ims-enterprise', settings: SETTINGS })
    for (const { counts } of [asCsv, asXml]) check(counts, persons + groups, memberships)

    const figure = (
      name: string,
      value: number,
      unit: Figure['unit'],
      limit: number | null = null,
    ): Figure => ({
      name,
      engine: bench.engine,
      value,
      unit,
      limit,
    })
    return [
      figure('ims-first', asXml.seconds / asCsv.seconds, 'ratio', LIMIT),
      figure('ims-first-seconds', asXml.seconds, 's'),
      figure('ims-first-csv-seconds', asCsv.seconds, 's'),
      figure('ims-first-memory', asXml.peakMB, 'MB'),
      figure('ims-first-csv-memory', asCsv.peakMB, 'MB'),
    ]
  },
}

/** On an empty site, whose database is made before the clock runs. */
async function firstImport(
  bench: Bench,
  job: Pick<ImportJob, 'files' | 'format' | 'settings'>,
): Promise<ImportMeasured> {
  await using place = await bench.place()
  const run = (files: readonly string[]) => child(bench, place, { ...job, files })
  await run([])
  bench.say(`ims: ${job.format ?? 'the same as CSV'}`)
  return await run(job.files)
}

async function child(
  bench: Bench,
  place: Place,
  job: Omit<ImportJob, 'dataFolder' | 'again'>,
): Promise<ImportMeasured> {
  const whole: ImportJob = { ...job, dataFolder: place.dataFolder, again: false }
  const measured = await runChild<ImportMeasured>(bench, place, './import-child.ts', whole)
  if (measured.state !== 'succeeded') throw new Error(`the run ended as ${measured.state}`)
  await place.settle()
  return measured
}

/** A figure of an import that did something else would mean nothing. */
function check(counts: ImportMeasured['counts'], created: number, enrolled: number): void {
  if (counts['created'] === created && counts['enrolled'] === enrolled) return
  throw new Error(`expected ${created} created and ${enrolled} enrolled, got ${JSON.stringify(counts)}`)
}
