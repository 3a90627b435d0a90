import type { Picture } from '../../../../transport/moodle-db/picture.ts'
import { among, sql } from '../../../../transport/moodle-db/sql.ts'
import { type Window, within } from '../window.ts'
import { Elements, READ_ELEMENTS } from './elements.ts'
import type { Tracks } from './tracks.ts'

/** One SCO in one attempt of one person. */
export interface AttemptKey {
  readonly userid: number
  readonly scormid: number
  readonly scoid: number
  readonly attempt: number
}

/** The same with what was reported. Times are seconds. */
export interface Attempt extends AttemptKey {
  readonly elements: Elements
  /** The last change of any element. */
  readonly changed: number
  /** The lowest id of a change in the window: it says in which page the attempt is told. */
  readonly firstId: number
}

interface ElementRow extends AttemptKey {
  readonly id: number
  readonly element: string
  readonly value: string
  readonly timemodified: number
}

interface ChangeRow extends AttemptKey {
  readonly changed: number
  readonly first_id: number
}

/** No status and no score is longer; what else a package writes there may be a megabyte. */
const VALUE_LENGTH = 255

export function nameOf({ userid, scormid, scoid, attempt }: AttemptKey): string {
  return `${userid}.${scormid}.${scoid}.${attempt}`
}

/** Changes of a page: all of the window from one id to another. */
export interface ChangePage {
  readonly firstId: number
  readonly lastId: number
}

/**
 * All attempts that the changes of a page are about, in two statements. These find the attempts by the page itself, so they
 * read no others, whatever else the same people have done.
 */
export async function attemptsOf(
  picture: Picture,
  tracks: Tracks,
  window: Window,
  { firstId, lastId }: ChangePage,
): Promise<Attempt[]> {
  const { from, userid, scormid, attempt, element } = tracks
  const inPage = sql`t.id >= ${firstId} and t.id <= ${lastId} and ${within(sql`t.timemodified`, window)}`
  const ofPage = sql`${from} join (
      select distinct ${userid} as userid, ${scormid} as scormid, t.scoid, ${attempt} as attempt
      from ${from} where ${inPage}) k
    on k.userid = ${userid} and k.scormid = ${scormid} and k.scoid = t.scoid and k.attempt = ${attempt}`
  const columns = sql`k.userid, k.scormid, k.scoid, k.attempt`
  const changes = await picture.rows<ChangeRow>(
    sql`select ${columns}, max(t.timemodified) as changed,
          min(case when ${within(sql`t.timemodified`, window)} then t.id end) as first_id
        from ${ofPage} group by ${columns}`,
  )
  const reported = await picture.rows<ElementRow>(
    sql`select t.id, ${columns}, ${element} as element, substring(t.value, 1, ${VALUE_LENGTH}) as value,
          t.timemodified
        from ${ofPage} where ${element} ${among(READ_ELEMENTS)}`,
  )
  const elements = new Map(changes.map((key) => [nameOf(key), new Elements()]))
  for (const row of reported) elements.get(nameOf(row))!.add(row.element, row)
  return changes.map(({ changed, first_id, ...key }) => {
    return { ...key, elements: elements.get(nameOf(key))!, changed, firstId: first_id }
  })
}
