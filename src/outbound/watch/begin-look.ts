import { type Finding, RollbookError } from '../../domain/finding.ts'
import type { Tx } from '../../store/store.ts'
import { type Export, listExports } from '../exports.ts'
import { fileName, prefixOf } from '../file-name.ts'
import { addDays } from '../time/windows.ts'
import { isDue } from './attempts.ts'
import { judge } from './judge.ts'
import { type Timetable, timetableOf } from './timetable.ts'
import { beginWatches, lastWatched, openWatches, saveWatches, type Watch } from './watches.ts'

/** An export whose times are known. */
export interface Watched {
  readonly of: Export
  readonly timetable: Timetable
  /** The local date of the look. */
  readonly date: string
}

/** What a look sees of an export before it does anything. */
export interface Seen extends Watched {
  readonly missing: readonly Finding[]
  /** The date, when its file is to be made now. */
  readonly due: Watch | null
  readonly nextAttemptAt: number | null
}

/** An export whose settings do not tell its times. */
export interface Broken {
  readonly of: Export
  readonly why: Finding
}

/**
 * Judges all dates of an organisation's exports that are not settled. The same few statements however many there are.
 */
export async function beginLook(
  tx: Tx,
  organisationId: number,
  now: number,
): Promise<{ readonly seen: readonly Seen[]; readonly broken: readonly Broken[] }> {
  const { watched, broken } = readTimes(await listExports(tx, organisationId), now)
  const last = await lastWatched(tx, organisationId)
  const begun = watched.flatMap((one) => newDates(one, last.get(one.of.id) ?? null, now))
  await beginWatches(tx, organisationId, begun)
  const open = Map.groupBy(await openWatches(tx, organisationId), ({ exportId }) => exportId)
  const changed: Watch[] = []
  const seen = watched.map((one): Seen => {
    const { of, timetable, date } = one
    const missing: Finding[] = []
    let ofTheDay: Watch | null = null
    for (const before of open.get(of.id) ?? []) {
      const moments = timetable.of(before.date)
      const judged = judge(before, moments, fileNameOf(of, before.date), before.settledAt, now)
      if (judged.missing !== null) missing.push(judged.missing)
      if (judged.missing !== null || judged.watch.publishedAt !== null) changed.push(judged.watch)
      if (before.date === date) ofTheDay = judged.watch
    }
    const due = ofTheDay !== null && isDue(ofTheDay, timetable.of(date), now) ? ofTheDay : null
    return { ...one, missing, due, nextAttemptAt: ofTheDay?.nextAttemptAt ?? null }
  })
  await saveWatches(tx, organisationId, changed)
  return { seen, broken }
}

/** The name of the file of a date. */
export function fileNameOf({ dataset }: Export, date: string): string {
  return fileName(prefixOf(dataset), date)
}

/** The layout of Data Hub has no clock: its files are of no date. */
function readTimes(exports: readonly Export[], now: number): { watched: Watched[]; broken: Broken[] } {
  const watched: Watched[] = []
  const broken: Broken[] = []
  for (const of of exports.filter(({ layout }) => layout === 'contract')) {
    try {
      const timetable = timetableOf(of)
      watched.push({ of, timetable, date: timetable.dateAt(now) })
    } catch (error) {
      if (!(error instanceof RollbookError)) throw error
      broken.push({ of, why: error.finding })
    }
  }
  return { watched, broken }
}

/** An export is looked after from the first look on, and then on every date, though nobody looked on some of them. */
function newDates({ of, timetable, date }: Watched, last: string | null, now: number) {
  if (last === null) return [{ exportId: of.id, date, since: now }]
  const kept = timetable.keptFrom(date)
  const begun: Pick<Watch, 'exportId' | 'date' | 'since'>[] = []
  for (let one = last < kept ? kept : addDays(last, 1); one <= date; one = addDays(one, 1)) {
    begun.push({ exportId: of.id, date: one, since: timetable.beginOf(one) })
  }
  return begun
}
