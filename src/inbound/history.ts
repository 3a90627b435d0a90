import { sql } from 'kysely'
import { ENTITY_KINDS, type EntityKind } from '../domain/entities.ts'
import type { Tx } from '../store/store.ts'
import { type Found, findCourses, findPeople } from './find-subject.ts'
import { type Change, tellChanges } from './history-lives.ts'
import {
  type Image,
  type Present,
  presentRows,
  type Whose,
  type WrittenChange,
  writtenChanges,
} from './history-rows.ts'
import { type PlaceNames, placeNames } from './place-names.ts'
import { changeSubject, shownChange } from './shown-image.ts'

/** One change, with the record that caused it. */
export interface HistoryEntry {
  /** The time of the run. */
  readonly at: Date
  readonly run: number
  readonly file: string
  readonly line: number
  readonly kind: EntityKind
  readonly change: Change['change']
  /** In words, with names instead of ids. */
  readonly subject: string
  /** Of an update only what differed; null of a creation. Never a password. */
  readonly before: Image | null
  /** Null of an ending. */
  readonly after: Image | null
}

/** The history of one person or course. */
export interface History extends Found {
  readonly entries: readonly HistoryEntry[]
}

export interface HistoryWishes {
  /** Everybody whom the name means, not only the first: see `findPeople`. */
  readonly all?: boolean
  /** Only the changes of the person or course itself: no enrolments, roles and memberships. */
  readonly own?: boolean
}

const OWN: readonly EntityKind[] = ['user', 'course', 'group', 'grouping', 'groupingGroup']

/**
 * What happened to whom or what a name means, the oldest change first, and how many others the name means. Somebody who
 * is there goes before those who were removed, and of those the latest goes first. Throws RB-2012 or RB-3004 when there
 * is nobody or nothing.
 */
export async function history(
  tx: Tx,
  siteId: number,
  kind: Whose['kind'],
  name: string,
  { all = false, own = false }: HistoryWishes = {},
): Promise<{ readonly histories: readonly History[]; readonly others: number }> {
  const found =
    kind === 'user' ? await findPeople(tx, siteId, name) : await findCourses(tx, siteId, name, true)
  const chosen = all ? found : found.slice(0, 1)
  const histories: History[] = []
  for (const one of chosen) {
    histories.push({
      ...one,
      entries: await entriesOf(tx, siteId, { kind, id: one.id }, kindsOf(own)),
    })
  }
  return { histories, others: found.length - chosen.length }
}

export function kindsOf(own: boolean): readonly EntityKind[] {
  return own ? OWN : ENTITY_KINDS
}

async function entriesOf(
  tx: Tx,
  siteId: number,
  whose: Whose,
  kinds: readonly EntityKind[],
): Promise<HistoryEntry[]> {
  const written = await writtenChanges(tx, siteId, whose, kinds)
  const changes = changesOf(written, await presentRows(tx, siteId, whose, kinds))
  return entriesFor(tx, changes, await placeNames(tx, siteId, idsIn(changes)))
}

/** All changes of some things, in the order of their records. */
export function changesOf(written: readonly WrittenChange[], present: readonly Present[]): Change[] {
  const ofThing = Map.groupBy(written, thing)
  const there = new Map(present.map((row) => [thing(row), row]))
  return [...new Set([...ofThing.keys(), ...there.keys()])]
    .flatMap((key) => tellChanges(ofThing.get(key) ?? [], there.get(key) ?? null))
    .sort(byRecord)
}

export async function entriesFor(
  tx: Tx,
  changes: readonly Change[],
  names: PlaceNames,
): Promise<HistoryEntry[]> {
  const causes = await causesOf(tx, changes)
  return changes.map(({ run, fileNo, line, kind, change, before, after, state }) => ({
    ...causes.get(`${run}:${fileNo}`)!,
    line,
    kind,
    change,
    subject: changeSubject(kind, state, names),
    ...shownChange(kind, before, after, names),
  }))
}

function thing({ kind, entity }: { kind: EntityKind; entity: string }): string {
  return `${kind} ${entity}`
}

function byRecord(a: Change, b: Change): number {
  return (
    a.run - b.run ||
    a.fileNo - b.fileNo ||
    a.line - b.line ||
    ENTITY_KINDS.indexOf(a.kind) - ENTITY_KINDS.indexOf(b.kind)
  )
}

/** Ids of the things that changes name. */
export function idsIn(changes: readonly Change[]) {
  const ids = (field: string, context?: string) =>
    new Set(
      changes.flatMap(({ state }) =>
        typeof state[field] === 'number' && (context === undefined || state['context'] === context)
          ? [state[field]]
          : [],
      ),
    )
  return {
    courses: [...ids('courseId'), ...ids('instanceId', 'course')],
    users: [...ids('userId'), ...ids('instanceId', 'user')],
    groups: ids('groupId'),
    groupings: ids('groupingId'),
  }
}

/** Time, run and file of each cause. */
async function causesOf(
  tx: Tx,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, Pick<HistoryEntry, 'at' | 'run' | 'file'>>> {
  const runs = [...new Set(changes.map(({ run }) => run))]
  const { rows } = await sql<{ at: Date; run: number; file: string; file_no: number }>`
    select run.clock as at, run.id as run, f.name as file, f.file_no
    from run join run_file f on f.organisation_id = run.organisation_id and f.run_id = run.id
    where run.id = any(${runs}::bigint[])`.execute(tx.db)
  return new Map(rows.map(({ file_no, ...cause }) => [`${cause.run}:${file_no}`, cause]))
}
