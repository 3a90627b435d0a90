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
  readonly first_id: number | null
}

/** No status and no score is longer; what else a package writes there may be a megabyte. */
const VALUE_LENGTH = 255

export function nameOf({ userid, scormid, scoid, attempt }: AttemptKey): string {
  return `${userid}.${scormid}.${scoid}.${attempt}`
}

/** All of the given attempts, in two statements. These find some more, of the same people and SCOs, which are left out. */
export async function attemptsOf(
  picture: Picture,
  tracks: Tracks,
  window: Window,
  keys: readonly AttemptKey[],
): Promise<Attempt[]> {
  const { from, userid, scormid, attempt, element } = tracks
  const columns = sql`${userid} as userid, ${scormid} as scormid, t.scoid, ${attempt} as attempt`
  const places = sql`${userid} ${among([...new Set(keys.map((key) => key.userid))])}
    and t.scoid ${among([...new Set(keys.map(({ scoid }) => scoid))])}`
  const changes = await picture.rows<ChangeRow>(
    sql`select ${columns}, max(t.timemodified) as changed,
          min(case when ${within(sql`t.timemodified`, window)} then t.id end) as first_id
        from ${from} where ${places} group by ${userid}, ${scormid}, t.scoid, ${attempt}`,
  )
  const reported = await picture.rows<ElementRow>(
    sql`select t.id, ${columns}, ${element} as element, substring(t.value, 1, ${VALUE_LENGTH}) as value,
          t.timemodified
        from ${from} where ${places} and ${element} ${among(READ_ELEMENTS)}`,
  )
  const wanted = new Map(keys.map((key) => [nameOf(key), new Elements()]))
  for (const row of reported) wanted.get(nameOf(row))?.add(row.element, row)
  return changes.flatMap(({ changed, first_id, ...key }) => {
    const elements = wanted.get(nameOf(key))
    return elements === undefined || first_id === null
      ? []
      : [{ ...key, elements, changed, firstId: first_id }]
  })
}
