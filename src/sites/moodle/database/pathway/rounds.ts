import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, joined, sql } from '../../../../transport/moodle-db/sql.ts'
import type { PathwayKind } from './kinds.ts'

/** A completion of a pathway, in one of the tables that have some. */
export interface Completed {
  readonly id: number
  readonly userid: number
  readonly pathway: number
  readonly timecompleted: number
}

interface Found extends Completed {
  /** Which of the tables. */
  readonly nth: number
}

/** Rounds of people through pathways: which completion is the how manyth, and which row stands for it. */
export interface Rounds {
  /** 1 for the first; null when another row, of an earlier table or with a lower id, tells the same completion. */
  numberOf(at: number, completed: Completed): number | null
}

/** One statement for all the people and pathways of a batch. */
export async function roundsOf(
  picture: Picture,
  { completions }: PathwayKind,
  batch: readonly Completed[],
): Promise<Rounds> {
  const userIds = [...new Set(batch.map(({ userid }) => userid))]
  const pathways = [...new Set(batch.map(({ pathway }) => pathway))]
  const found = await picture.rows<Found>(
    joined(
      completions.map(
        ({ from, id, userid, pathway, time, counts }, at) =>
          sql`select ${at} + 0 as nth, ${id} as id, ${userid} as userid, ${pathway} as pathway,
                ${time} as timecompleted
              from ${from}
              where ${userid} ${among(userIds)} and ${pathway} ${among(pathways)} and ${time} > 0 and ${counts}`,
      ),
      ' union all ',
    ),
  )
  // By person and pathway: the row that stands for each time.
  const rounds = new Map<string, Map<number, Found>>()
  for (const row of found.sort((a, b) => a.nth - b.nth || a.id - b.id)) {
    const times = rounds.get(nameOf(row)) ?? new Map<number, Found>()
    if (!times.has(row.timecompleted)) times.set(row.timecompleted, row)
    rounds.set(nameOf(row), times)
  }
  return {
    numberOf(at, row) {
      const times = rounds.get(nameOf(row))
      const stands = times?.get(row.timecompleted)
      if (times === undefined || stands?.nth !== at || stands.id !== row.id) return null
      return [...times.keys()].filter((time) => time <= row.timecompleted).length
    },
  }
}

function nameOf({ userid, pathway }: Completed): string {
  return `${userid}.${pathway}`
}
