import { ACTIVITY_TIMES, type ActivityEntities, type ActivityKind } from './activity-entities.ts'
import type { AccountName, CourseName, Moment } from './sync-action.ts'
import { localInstant, midnight } from './values/dates.ts'

type Time = (typeof ACTIVITY_TIMES)[number]

/** What was done, without who and where: times are as the file gives them. */
export type ActivityValues<K extends ActivityKind> = {
  readonly [F in Exclude<keyof ActivityEntities[K], 'userId' | 'courseId'>]: F extends Time
    ? Exclude<Moment, null> | Extract<ActivityEntities[K][F], null>
    : ActivityEntities[K][F]
}

/** Says what somebody did: makes it, or corrects what the site has of the same thing. */
export interface ActivitySyncOf<K extends ActivityKind> {
  readonly kind: 'activity'
  readonly verb: 'put'
  readonly of: K
  readonly person: AccountName
  /** Null: in no course. */
  readonly course: CourseName | null
  readonly values: ActivityValues<K>
}

export type ActivitySync = { [K in ActivityKind]: ActivitySyncOf<K> }[ActivityKind]

/** What the site is to have, where these are the person and the course and this is its zone. `courseId` 0: none. */
export function wantedActivity(
  { of, values }: ActivitySync,
  userId: number,
  courseId: number,
  zone: string,
): ActivityEntities[ActivityKind] {
  const times = ACTIVITY_TIMES.flatMap((field): [string, number][] => {
    const moment = (values as Readonly<Partial<Record<Time, Moment>>>)[field]
    return typeof moment === 'string' ? [[field, instantOf(moment, zone)]] : []
  })
  const place = of === 'pathwayCompletion' ? { userId } : { userId, courseId }
  return { ...place, ...values, ...Object.fromEntries(times) } as ActivityEntities[ActivityKind]
}

function instantOf(local: string, zone: string): number {
  return local.includes('T') ? localInstant(local, zone) : midnight(local, zone)
}
