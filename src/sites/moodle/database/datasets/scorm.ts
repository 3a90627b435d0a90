import type { ScormFact } from '../../../../domain/activity.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql, table } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { ACTIVITY_MODULE_TABLES, notBeingDeleted } from '../activities.ts'
import { COURSE_TABLES, coursesOf } from '../courses.ts'
import { plainName } from '../plain-name.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { type Attempt, attemptsOf, nameOf } from '../scorm/attempts.ts'
import { statusOf } from '../scorm/status.ts'
import { TRACK_TABLES, tracksOf } from '../scorm/tracks.ts'
import { milliseconds, within } from '../window.ts'

interface Sco {
  readonly id: number
  readonly title: string
  readonly name: string
  readonly course: number
  readonly forcecompleted: number
}

/**
 * Attempts at SCOs. The table has a row for each element, so the changes of the window lead to the attempts: an attempt is told
 * in the page that has its first change, and so only once, without a list of those that were told.
 */
export const scorm: DatasetReader<'scorm'> = {
  looksFor: TRACK_TABLES,
  needs: (schema) => ({
    scorm: ['id', 'course', 'name', 'forcecompleted'],
    scorm_scoes: ['id', 'scorm', 'title', 'launch'],
    ...tracksOf(schema).tables,
    ...ACTIVITY_MODULE_TABLES,
    ...COURSE_TABLES,
  }),
  async *read(reading) {
    const { picture, schema, window } = reading
    const tracks = tracksOf(schema)
    const changes = pages<{ id: number }>(
      picture,
      ACTIVITY_BATCH,
      (after, limit) =>
        sql`select t.id from ${tracks.from} where t.id > ${after} and ${within(sql`t.timemodified`, window)}
            order by t.id limit ${limit}`,
    )
    for await (const rows of changes) {
      const page = { firstId: rows[0]!.id, lastId: rows.at(-1)!.id }
      const attempts = await attemptsOf(picture, tracks, window, page)
      yield await facts(
        reading,
        attempts.filter(({ firstId }) => firstId >= page.firstId),
      )
    }
  },
}

async function facts(
  { picture, config, learners, notice }: Reading,
  attempts: readonly Attempt[],
): Promise<ScormFact[]> {
  const people = await learners(attempts.map(({ userid }) => userid))
  const scoes = await scoesOf(picture, [...new Set(attempts.map(({ scoid }) => scoid))])
  const courses = await coursesOf(
    picture,
    config,
    [...scoes.values()].map(({ course }) => course),
  )
  return attempts.flatMap((attempt) => {
    const learner = people.get(attempt.userid)
    const sco = scoes.get(attempt.scoid)
    if (learner === undefined || sco === undefined) return []
    const course = courses.get(sco.course) ?? null
    const scorm = plainName(sco.name, config.language)
    const { statusTime, scoreUnreadable, ...status } = statusOf(attempt.elements, sco.forcecompleted === 1)
    if (scoreUnreadable) notice('RB-9096', scorm, { learner, course })
    return {
      key: nameOf(attempt),
      learner,
      course,
      scorm,
      sco: plainName(sco.title, config.language),
      attempt: attempt.attempt,
      ...status,
      time: milliseconds(attempt.changed),
      statusTime: milliseconds(statusTime ?? attempt.changed),
    }
  })
}

/** Without those that only hold others together. */
async function scoesOf(picture: Picture, ids: readonly number[]): Promise<Map<number, Sco>> {
  const rows = await picture.rows<Sco>(
    sql`select o.id, o.title, p.name, p.course, p.forcecompleted from ${table('scorm_scoes')} o
        join ${table('scorm')} p on p.id = o.scorm
        where o.id ${among(ids)} and o.launch <> '' and ${notBeingDeleted('scorm', sql`p.id`)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
