import type { PathwayFact } from '../../../../domain/activity.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { PATHWAY_TABLES, type PathwayKind, pathwayKind } from '../pathway/kinds.ts'
import { type Completed, roundsOf } from '../pathway/rounds.ts'
import { plainName } from '../plain-name.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { milliseconds, within } from '../window.ts'

/** Completions of programs, whatever the site has for them. */
export const pathway: DatasetReader<'pathway'> = {
  looksFor: PATHWAY_TABLES,
  needs: (schema) => pathwayKind(schema).tables,
  async *read(reading) {
    const { picture, schema, window } = reading
    const kind = pathwayKind(schema)
    for (const [at, source] of kind.completions.entries()) {
      const { from, id, userid, time, counts } = source
      const completed = pages<Completed>(
        picture,
        ACTIVITY_BATCH,
        (after, limit) =>
          sql`select ${id} as id, ${userid} as userid, ${source.pathway} as pathway, ${time} as timecompleted
              from ${from}
              where ${id} > ${after} and ${within(time, window)} and ${counts}
              order by ${id} limit ${limit}`,
      )
      for await (const rows of completed) yield await facts(reading, kind, at, rows)
    }
  },
}

async function facts(
  { picture, config, learners }: Reading,
  kind: PathwayKind,
  at: number,
  rows: readonly Completed[],
): Promise<PathwayFact[]> {
  const people = await learners(rows.map(({ userid }) => userid))
  const names = await namesOf(picture, kind, [...new Set(rows.map((row) => row.pathway))])
  const rounds = await roundsOf(picture, kind, rows)
  return rows.flatMap((row) => {
    const learner = people.get(row.userid)
    const name = names.get(row.pathway)
    const attempt = rounds.numberOf(at, row)
    if (learner === undefined || name === undefined || attempt === null) return []
    return {
      key: `${row.userid}.${row.pathway}.${attempt}`,
      learner,
      pathway: plainName(name, config.language),
      attempt,
      time: milliseconds(row.timecompleted),
    }
  })
}

async function namesOf(
  picture: Picture,
  { names }: PathwayKind,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const rows = await picture.rows<{ id: number; name: string }>(sql`${names} where p.id ${among(ids)}`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
