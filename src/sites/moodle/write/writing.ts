import type { Entities, EntityKind, RoleAssignment } from '../../../domain/entities.ts'
import { type Finding, RollbookError } from '../../../domain/finding.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import type { Sealer } from '../../../domain/sealer.ts'
import type { ParameterValue } from '../../../transport/moodle-ws/parameters.ts'
import type { WriteFunctionName } from '../../../transport/moodle-ws/write/functions.ts'
import type { ItemResult } from '../../../transport/moodle-ws/write/item.ts'
import { SETTLE_LIMITS, type Seen, settle, waits } from '../../../transport/moodle-ws/write/settle.ts'
import { writeAll } from '../../../transport/moodle-ws/write/write-all.ts'
import type { MoodleSite } from '../moodle-site.ts'
import type { ServerIds } from '../new-ids.ts'
import type { OwnFacts } from '../own.ts'

/** What became of one change: the truth about the server. */
export type Written =
  | {
      readonly done: true
      /** The id that the server gave, for what it numbers. */
      readonly id: number | null
      /** A part that could not be done. */
      readonly note?: Finding
    }
  | { readonly done: false; readonly finding: Finding }

/** What the writers of one chunk share. */
export interface Writing {
  readonly site: MoodleSite
  readonly sealer: Sealer
  readonly ids: ServerIds
  /** Set when an earlier process began with it: what holds on the server already is not sent again. */
  readonly resumed: Resumed | null
  /** Called between calls; throws when somebody else has taken the work over. */
  check(): void
  /** Roles that the chunk gives somebody in a course. */
  rolesGiven(userId: number, courseId: number): readonly OperationOf<'roleAssignment'>[]
  /** Says that a role was given on the way. */
  roleIsGiven(operation: OperationOf<'roleAssignment'>, written: Written): void
}

/** What an earlier process left. */
export interface Resumed {
  /** Its last calls may still be worked on, for so long: nobody waits for them, and the server goes on. */
  readonly orphansMs: number
}

/** A change of one thing, with the ids of the server in `entity`; `operation` is as planned. */
export interface Change<K extends EntityKind> {
  readonly operation: OperationOf<K>
  readonly entity: Entities[K]
}

/** How one kind of thing is written. Each function gives one result for each change, in their order. */
export interface Writer<K extends EntityKind> {
  /** Why no web service can do this; null where one can. Asked before anything is written. */
  impossible?(operation: OperationOf<K>, own: OwnFacts): Finding | null
  create(writing: Writing, changes: readonly Change<K>[]): Promise<readonly Written[]>
  /** Absent for links, which are there or not. */
  update?(writing: Writing, changes: readonly Change<K>[]): Promise<readonly Written[]>
  end?(writing: Writing, changes: readonly Change<K>[]): Promise<readonly Written[]>
}

/**
 * Touched by everything that makes, moves or ends courses and categories: Moodle numbers all of them anew each time, and
 * MySQL ends one of two calls that do so at once.
 */
export const ORDER_OF_COURSES = 'order-of-courses'

/** How a list of records goes through one function: as for `writeAll`. */
export interface Way<T> {
  parameters(item: T): ParameterValue
  keys(item: T): readonly string[]
  look(items: readonly T[]): Promise<readonly Seen[]>
  /** What is sent twice is there twice: nothing of it is unique on the server. */
  readonly doubles?: true
}

/**
 * Refused by nobody and never done: calls for it alone came to nothing, again and again. It must not hold up the others
 * for ever.
 */
const CAME_TO_NOTHING = 'RB-9027'

/**
 * Sends records by one function. Where an earlier process may have sent them, the server is asked first.
 *
 * @throws RollbookError when the site is in trouble, so that nobody knows of some records, or they were not sent: the
 *   intent stays, and whoever goes on with the run looks first
 */
export async function send<T>(
  writing: Writing,
  name: WriteFunctionName,
  items: readonly T[],
  way: Way<T>,
): Promise<Written[]> {
  if (items.length === 0) return []
  writing.check()
  const seen = await lookFirst(writing, items, way)
  const open = items.filter((_, at) => seen[at]?.done !== true)
  const results = open.length === 0 ? [] : await writeAll(writing.site.ws, name, open, way)
  const sent = await withoutFalseRefusals(writing, open, results.map(writtenOf), way)
  writing.check()
  let next = 0
  return items.map((_, at) => {
    const one = seen[at]
    return one?.done === true ? { done: true, id: one.id } : sent[next++]!
  })
}

/** What an earlier process brought about. Where it could be doubled, its last calls are given time to end. */
async function lookFirst<T>(
  { resumed, site }: Writing,
  items: readonly T[],
  way: Way<T>,
): Promise<readonly Seen[]> {
  if (resumed === null) return []
  if (way.doubles !== true || resumed.orphansMs === 0) return way.look(items)
  const times = waits(false, { ...SETTLE_LIMITS, allMs: resumed.orphansMs })
  const seen = await settle(() => way.look(items), [0, ...times], site.ws.chance.sleep)
  return seen ?? way.look(items)
}

/** A call that an earlier process left to itself may have come first: then what is refused as taken is its work. */
async function withoutFalseRefusals<T>(
  { resumed }: Writing,
  items: readonly T[],
  sent: readonly Written[],
  way: Way<T>,
): Promise<readonly Written[]> {
  const refused = items.filter((_, at) => !sent[at]!.done)
  if (resumed === null || refused.length === 0) return sent
  const seen = await way.look(refused)
  return sent.map((written, at) => {
    const one = written.done ? undefined : seen[refused.indexOf(items[at]!)]
    return one?.done === true ? { done: true, id: one.id } : written
  })
}

function writtenOf(result: ItemResult): Written {
  switch (result.result) {
    case 'done':
      return { done: true, id: result.id }
    case 'refused':
      return { done: false, finding: result.finding }
    case 'postponed':
    case 'unknown':
      if (result.result === 'postponed' && result.finding.code === CAME_TO_NOTHING)
        return { done: false, finding: result.finding }
      throw new RollbookError(result.finding)
  }
}

export const SEEN: Seen = { done: true, id: null }
export const NOT_SEEN: Seen = { done: false }

export function seenIf(holds: boolean): Seen {
  return holds ? SEEN : NOT_SEEN
}

/** Who is in which of some courses now, with which roles: for looks. */
export async function rolesNow(
  { site }: Writing,
  courseIds: Iterable<number>,
): Promise<
  (courseId: number, userId: number) => { roleIds: readonly number[]; suspended: boolean } | undefined
> {
  const wanted = [...new Set(courseIds)]
  const found = await Promise.all(wanted.map((courseId) => site.participantsNow(courseId)))
  const byCourse = new Map(wanted.map((courseId, at) => [courseId, found[at]!]))
  return (courseId, userId) => byCourse.get(courseId)?.get(userId)
}

export function isInCourse({ context }: RoleAssignment): boolean {
  return context === 'course'
}
