import type { ActivityDataset } from '../domain/activity.ts'
import type { ActivityQuestion, ActivitySource, PeopleFilter } from '../sites/activity.ts'
import type { DatasetRules } from './datasets/dataset.ts'
import type { LedgerOf } from './ledger.ts'
import type { Notices } from './notices.ts'
import { askedFields } from './people.ts'
import type { ExportSettings } from './settings/settings.ts'
import { lookBackOf, type Window } from './time/windows.ts'

/** What an export goes by, put together for a run: its settings, its site and what the organisation may see there. */
export interface Reading extends LedgerOf {
  readonly rules: DatasetRules<ActivityDataset>
  readonly settings: ExportSettings
  readonly source: ActivitySource
  /** A person has to pass all of them. */
  readonly filters: readonly PeopleFilter[]
  readonly notices: Notices
}

/** Which events a file takes, by their instants in milliseconds since 1970 UTC. */
export interface Reach {
  readonly window: Window
  /** Events of the window from here on (outbound rule O-36). */
  readonly from: number
  /** Events of earlier windows from here on: late ones and corrections (outbound rules O-35, O-37). */
  readonly lateFrom: number
}

export function reachOf({ settings }: Reading, window: Window, startFrom: number): Reach {
  const { lookbackDays, timeZone } = settings
  return {
    window,
    from: Math.max(window.from, startFrom),
    lateFrom: Math.max(lookBackOf(window, lookbackDays, timeZone), startFrom),
  }
}

/** All that there is before an instant, for a history. */
export function reachBefore(to: number): Reach {
  const from = Number.MIN_SAFE_INTEGER
  return { window: { from, to }, from, lateFrom: to }
}

export function reaches({ window, from, lateFrom }: Reach, at: number): boolean {
  return at < window.to && at >= (at >= window.from ? from : lateFrom)
}

export function questionFor(
  { settings, filters }: Reading,
  { window, from, lateFrom }: Reach,
): ActivityQuestion {
  const fields = [
    settings.uniqueId,
    ...filters.map(({ field }) => field),
    ...settings.extraColumns.map(({ field }) => field),
  ]
  return {
    from: Math.min(from, lateFrom),
    to: window.to,
    people: filters[0] ?? null,
    ...askedFields(fields),
    pathways: { courses: settings.pathwayCourses, learningPlans: settings.learningPlans },
  }
}
