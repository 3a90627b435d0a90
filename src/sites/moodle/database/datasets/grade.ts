import type { GradeFact } from '../../../../domain/activity.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { COURSE_TABLES, coursesOf } from '../courses.ts'
import { lettersOf } from '../letters.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { STORED_RANGE } from '../site-config.ts'
import { milliseconds, within } from '../window.ts'

interface Row {
  readonly id: number
  readonly userid: number
  readonly courseid: number
  readonly finalgrade: string
  readonly grademin: string
  readonly grademax: string
  readonly rawgrademin: string
  readonly rawgrademax: string
  /** Of a total that a formula makes. */
  readonly calculation: string | null
  /** 1: grades that the total is made of have changed since. */
  readonly needsupdate: number
  readonly overridden: number
  readonly timemodified: number | null
}

/**
 * Course totals. Of a total the site keeps the range within which that person could be graded so far, and reports by that;
 * the range of the item counts for totals that a formula makes, unless the course or the site say otherwise.
 */
export const grade: DatasetReader<'grade'> = {
  looksFor: ['grade_items', 'grade_grades', 'grade_settings'],
  needs: (schema) => ({
    grade_items: [
      'id',
      'courseid',
      'itemtype',
      'gradetype',
      'grademin',
      'grademax',
      'calculation',
      'needsupdate',
    ],
    grade_grades: [
      ...['id', 'itemid', 'userid', 'finalgrade', 'rawgrademin', 'rawgrademax'],
      ...['overridden', 'timemodified'],
    ],
    grade_letters: ['contextid', 'lowerboundary', 'letter'],
    ...(schema.has('grade_settings') && { grade_settings: ['courseid', 'name', 'value'] }),
    context: ['id', 'contextlevel', 'instanceid', 'path'],
    ...COURSE_TABLES,
  }),
  async *read(reading) {
    const { picture, window } = reading
    const totals = pages<Row>(
      picture,
      ACTIVITY_BATCH,
      (after, limit) =>
        sql`select g.id, g.userid, i.courseid, g.finalgrade, i.grademin, i.grademax, g.rawgrademin,
              g.rawgrademax, i.calculation, i.needsupdate, g.overridden, g.timemodified
            from ${table('grade_grades')} g join ${table('grade_items')} i on i.id = g.itemid
            where g.id > ${after} and i.itemtype = 'course' and i.gradetype in (1, 2)
              and g.finalgrade is not null
              and (${within(sql`g.timemodified`, window)} or ${within(sql`g.overridden`, window)})
            order by g.id limit ${limit}`,
    )
    for await (const rows of totals) yield await facts(reading, rows)
  },
}

async function facts(
  { picture, schema, config, learners, notice }: Reading,
  rows: readonly Row[],
): Promise<GradeFact[]> {
  const people = await learners(rows.map(({ userid }) => userid))
  const courseIds = [...new Set(rows.map(({ courseid }) => courseid))]
  const courses = await coursesOf(picture, config, courseIds)
  const letters = await lettersOf(picture, courseIds)
  const ranges = schema.has('grade_settings') ? await storedRanges(picture, courseIds) : NO_RANGES
  return rows.flatMap((row) => {
    const learner = people.get(row.userid)
    const course = courses.get(row.courseid)
    if (learner === undefined || course === undefined) return []
    if (row.needsupdate === 1) notice('RB-9097', course.shortname, { learner, course })
    const calculated = (row.calculation ?? '') !== ''
    const stored = !calculated || (ranges.get(row.courseid) ?? config.storedRange)
    return {
      key: `${row.userid}.${row.courseid}`,
      learner,
      course,
      grade: row.finalgrade,
      min: stored ? row.rawgrademin : row.grademin,
      max: stored ? row.rawgrademax : row.grademax,
      letters: letters.get(row.courseid) ?? null,
      time: milliseconds(Math.max(row.timemodified ?? 0, row.overridden)),
    }
  })
}

const NO_RANGES: ReadonlyMap<number, boolean> = new Map()

/** Courses that say for themselves which range counts. */
async function storedRanges(
  picture: Picture,
  courseIds: readonly number[],
): Promise<ReadonlyMap<number, boolean>> {
  const rows = await picture.rows<{ courseid: number; value: string }>(
    sql`select s.courseid, s.value from ${table('grade_settings')} s
        where s.courseid ${among(courseIds)} and s.name = 'minmaxtouse' and s.value <> ''`,
  )
  return new Map(rows.map(({ courseid, value }) => [courseid, value === STORED_RANGE]))
}
