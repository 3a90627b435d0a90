import { type ContextLevel, entityKey } from '../../../../domain/entities.ts'
import { image } from '../../../embedded/image.ts'
import type { Pair, RolePlace, SiteReader } from '../../../site.ts'

/** Kinds of things that are read from the database. */
export const SHOWN_KINDS = ['user', 'enrolment', 'roleAssignment'] as const
export type ShownKind = (typeof SHOWN_KINDS)[number]

/** Something that the hub wrote to a site: what was changed of it, as the history keeps it; null before it began and after it ended. */
export interface Write {
  readonly kind: ShownKind
  /** Of the thing: `entityKey`. */
  readonly key: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** What no look at a user tells. */
const UNSEEN: ReadonlySet<string> = new Set(['passwordHash', 'forcePasswordChange'])
/** Values by name, of which those that are empty may be left out. */
const BY_NAME: ReadonlySet<string> = new Set(['profile', 'more'])

type Values = Readonly<Record<string, unknown>>

/** Things that somebody else may have changed since: of so many the web services are asked. */
const MOST_CHANGED = 20

/**
 * Whether a database shows what some writes came to, which are in the order in which they were made. A copy takes changes over in
 * their order, so one that shows the last also shows those before. What it shows otherwise somebody may have changed since: then
 * the web services show it so, too.
 */
export async function isUpToDate(
  database: SiteReader,
  services: SiteReader,
  writes: readonly Write[],
): Promise<boolean> {
  const expected = expectedOf(writes)
  const shown = await thingsOf(database, writes)
  const others = [...expected].filter(([name, { values }]) => !holds(shown.get(name), values))
  if (others.length === 0) return true
  if (others.length > MOST_CHANGED) return false
  const live = await thingsOf(
    services,
    others.map(([, { write }]) => write),
  )
  for (const [name, { write, values }] of others) {
    if (!(await isTold(services, write, values, shown.get(name)))) return false
    if (!isSame(shown.get(name), live.get(name))) return false
  }
  return true
}

interface Expected {
  readonly write: Write
  /** Null for what ended. */
  readonly values: Values | null
}

/** What things came to, by kind and key. */
function expectedOf(writes: readonly Write[]): Map<string, Expected> {
  const expected = new Map<string, Expected>()
  for (const write of writes) {
    const { kind, key, before, after } = write
    const name = `${kind} ${key}`
    const values = after === null ? null : { ...expected.get(name)?.values, ...withErased(before, after) }
    expected.set(name, { write, values })
  }
  for (const [name, { write }] of expected) {
    if (wentAlong(write, expected)) expected.set(name, { write, values: null })
  }
  return expected
}

/** A deleted account takes all along, and the end of an enrolment the roles in the course. */
function wentAlong({ kind, key }: Write, expected: ReadonlyMap<string, Expected>): boolean {
  const [user, , context, instance] = key.split(':')
  if (kind === 'user') return false
  if (expected.get(`user ${user}`)?.values === null) return true
  if (kind !== 'roleAssignment' || context !== 'course') return false
  return expected.get(`enrolment ${user}:${instance}:manual`)?.values === null
}

/** Web services tell no times of enrolments, and roles only of those who are enrolled. */
async function isTold(
  services: SiteReader,
  { kind, key }: Write,
  values: Values | null,
  shown: Values | undefined,
): Promise<boolean> {
  if (kind === 'enrolment' && values !== null && shown !== undefined) {
    const { timeStart = shown['timeStart'], timeEnd = shown['timeEnd'] } = values
    return timeStart === shown['timeStart'] && timeEnd === shown['timeEnd']
  }
  if (kind !== 'roleAssignment') return true
  const [user, , context, instance] = key.split(':')
  if (context !== 'course') return false
  return (await services.enrolments([[Number(user), Number(instance)]])).length > 0
}

/** As far as web services tell it: what they leave out they give as null, and times are left out. */
function isSame(shown: Values | undefined, live: Values | undefined): boolean {
  if (shown === undefined || live === undefined) return shown === live
  const told = Object.entries(live).filter(([, value]) => value !== null)
  return holds(shown, Object.fromEntries(told))
}

/** Names that are gone afterwards were emptied. */
function withErased(before: Values | null, after: Values): Values {
  const byName = [...BY_NAME].filter((field) => field in after)
  return {
    ...after,
    ...Object.fromEntries(
      byName.map((field) => {
        const erased = Object.keys((before?.[field] ?? {}) as Values).map((name) => [name, ''])
        return [field, { ...Object.fromEntries(erased), ...(after[field] as Values) }]
      }),
    ),
  }
}

async function thingsOf(reader: SiteReader, writes: readonly Write[]): Promise<Map<string, Values>> {
  const keys = Map.groupBy(writes, ({ kind }) => kind)
  const partsOf = (kind: ShownKind) =>
    [...new Set(keys.get(kind)?.map(({ key }) => key))].map((key) => key.split(':'))
  const users = await reader.users({
    usernames: [],
    emails: [],
    idnumbers: [],
    ids: partsOf('user').map(([id]) => Number(id)),
  })
  const enrolments = await reader.enrolments(
    partsOf('enrolment').map(([user, course]): Pair => [Number(user), Number(course)]),
  )
  const roles = await reader.roleAssignments(
    partsOf('roleAssignment').map(
      ([user, , context, instance]): RolePlace => [Number(user), context as ContextLevel, Number(instance)],
    ),
  )
  const named = <K extends ShownKind>(kind: K, entities: readonly object[]) =>
    entities.map((entity) => [`${kind} ${entityKey(kind, entity as never)}`, image(entity)] as const)
  return new Map([
    ...named('user', users),
    ...named('enrolment', enrolments),
    ...named('roleAssignment', roles),
  ])
}

function holds(thing: Values | undefined, values: Values | null): boolean {
  if (thing === undefined || values === null) return thing === undefined && values === null
  return Object.entries(values).every(([field, value]) => {
    if (UNSEEN.has(field)) return true
    if (!BY_NAME.has(field)) return JSON.stringify(thing[field]) === JSON.stringify(value)
    const seen = thing[field] as Values
    // Null stands for what the hub was not told.
    return Object.entries(value as Values).every(([name, one]) => one === null || (seen[name] ?? '') === one)
  })
}
