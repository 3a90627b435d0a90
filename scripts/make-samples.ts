/**
 * Writes `samples/`: a small university of invented people, on two days.
 * `node scripts/make-samples.ts` from the root of the repository; the same bytes come out each time.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dayOfActivity } from './samples/activity.ts'
import { type Day, dayOne, foundUniversity } from './samples/day-one.ts'
import { dayTwo } from './samples/day-two.ts'
import { recruiter } from './samples/people.ts'
import { writeReadme } from './samples/readme.ts'
import { SETTINGS, SITE, SPREADSHEET_SETTINGS } from './samples/site.ts'
import { BYTE_ORDER_MARK, COMMAS, forWindows1252, SEMICOLONS } from './samples/spreadsheet.ts'
import { PLAIN_CSV, writeCsv } from './samples/table.ts'
import { toWindows1252 } from './samples/windows-1252.ts'

export function makeSamples(folder: string): void {
  for (const [name, content] of sampleFiles()) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

function sampleFiles(): [name: string, content: string | Uint8Array][] {
  const recruit = recruiter(1)
  const university = foundUniversity(recruit)
  const first = dayOne(university)
  const second = dayTwo(university, recruit)
  const windows1252 = toWindows1252(writeCsv(forWindows1252(second.user), SEMICOLONS).text)
  if (windows1252 === null) throw new Error('A character outside Windows-1252 was left in')
  return [
    ['site.json', json(SITE)],
    ['settings.json', json(SETTINGS)],
    ...dayFiles('day-1', first),
    ...dayFiles('day-2', second),
    ...Object.entries(dayOfActivity(second)).map(([name, table]): [string, string] => [
      `activity/${name}.csv`,
      writeCsv(table, PLAIN_CSV).text,
    ]),
    ['spreadsheet/settings.json', json(SPREADSHEET_SETTINGS)],
    ['spreadsheet/user.csv', windows1252],
    ['spreadsheet/enroll.csv', BYTE_ORDER_MARK + writeCsv(second.enroll, COMMAS).text],
    ['README.md', writeReadme(first, second)],
  ]
}

function dayFiles(folder: string, day: Day): [name: string, content: string][] {
  return [
    [`${folder}/user.csv`, writeCsv(day.user, PLAIN_CSV).text],
    [`${folder}/course.csv`, writeCsv(day.course, PLAIN_CSV).text],
    [`${folder}/enroll.csv`, writeCsv(day.enroll, PLAIN_CSV).text],
  ]
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

if (import.meta.main) makeSamples(join(import.meta.dirname, '..', 'samples'))
