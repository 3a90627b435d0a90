import type { PathwayFact } from '../../../../domain/activity.ts'
import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { pages } from '../../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../../transport/moodle-db/sql.ts'
import { ACTIVITY_BATCH } from '../../../activity.ts'
import { CHOSEN_TABLES, chosenKinds, chosenTables } from '../pathway/chosen.ts'
import { PATHWAY_TABLES, type PathwayKind, pathwayKind } from '../pathway/kinds.ts'
import { type Completed, roundsOf } from '../pathway/rounds.ts'
import { plainName } from '../plain-name.ts'
import type { DatasetReader, Reading } from '../reading.ts'
import { milliseconds, within } from '../window.ts'

/** Completions of programs, whatever the site has for them, or of what was chosen instead. */
export const pathway: DatasetReader<'pathway'> = {
  looksFor: [...PATHWAY_TABLES, ...CHOSEN_TABLES],
  needs: (schema, pathways) => chosenTables(schema, pathways) ?? pathwayKind(schema).tables,
  async *read(reading) {
    const { picture, schema, pathways } = reading
    const chosen = await chosenKinds(picture, schema, pathways)
    for (const kind of chosen.length === 0 ? [pathwayKind(schema)] : chosen) yield* ofKind(reading, kind)
  },
}

async function* ofKind(reading: Reading, kind: PathwayKind): AsyncGenerator<PathwayFact[]> {
  const { picture, window } = reading
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
      key: `${row.userid}.${kind.keyed ?? ''}${row.pathway}.${attempt}`,
      learner,
      pathway: plainName(name, config.language),
      attempt,
      time: milliseconds(row.timecompleted),
      ...(kind.once && { once: kind.once }),
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
