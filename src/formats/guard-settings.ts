import * as z from 'zod'
import { type Guard, type Limit, ON_THRESHOLD, type Segmenting } from '../domain/guard.ts'

const number = z.number().int({ error: 'a whole number' }).min(0, { error: 'a whole number, 0 or more' })
const share = number.max(100, { error: 'a whole number from 0 to 100, or null' })

/** By what a person or a course may be told apart: `user.department`, `user.profile.school`, `course.category`. */
const SEGMENT = /^(?:user\.(?:profile\.)?|course\.)[A-Za-z0-9_]+$/

function limit(percent: number | null) {
  return z
    .strictObject({ percent: share.nullable().default(percent), count: number.nullable().default(null) })
    .prefault({})
}

/** As wide as an ordinary day of a whole feed, and far narrower than a broken file. */
const REMOVALS_PERCENT = 20
/** Below it a share says nothing: one of three people is a third. */
const MIN_POPULATION = 100

/**
 * When a feed's run is more than it can mean (docs/guides/guard.md). `rowDropPercent` is on by itself only where a
 * format's files hold all there is: files of changes differ in size from day to day.
 */
export function guardSettings({ rowDropPercent }: { readonly rowDropPercent: number | null }) {
  return {
    guard: z
      .strictObject({
        deletions: limit(REMOVALS_PERCENT),
        suspensions: limit(REMOVALS_PERCENT),
        unenrolments: limit(REMOVALS_PERCENT),
        changes: limit(null),
        rejects: limit(null),
        minPopulation: number.default(MIN_POPULATION),
        segmentBy: z
          .string()
          .refine((text) => text === '' || SEGMENT.test(text), {
            error: 'user.FIELD, user.profile.SHORTNAME or course.FIELD, or an empty text',
          })
          .default(''),
        rowDropPercent: share.nullable().default(rowDropPercent),
        sizeDropPercent: share.nullable().default(null),
      })
      .prefault({}),
    onThreshold: z.enum(ON_THRESHOLD).default('holdFile'),
  }
}

/** How much smaller than the one before a file may be; null: however small. */
export interface Drops {
  readonly rows: number | null
  readonly size: number | null
}

const read = z.object(guardSettings({ rowDropPercent: null }))

/** The guard among settings. `settings` is what `Format.settings` gave, so they are good. */
export function guardOf(settings: unknown): Guard & { readonly drops: Drops } {
  const { guard, onThreshold } = read.parse(settings)
  const { deletions, suspensions, unenrolments, changes, rejects, minPopulation, segmentBy } = guard
  return {
    limits: { deletions, suspensions, unenrolments, changes, rejects },
    minPopulation,
    segmentBy: segmenting(segmentBy),
    onThreshold,
    drops: { rows: guard.rowDropPercent, size: guard.sizeDropPercent },
  }
}

function segmenting(text: string): Segmenting | null {
  if (text === '') return null
  const at = text.indexOf('.')
  return { of: text.slice(0, at) as Segmenting['of'], field: text.slice(at + 1) }
}

/** `20 %, and 50 at most`, for messages. */
export function limitText({ percent, count }: Limit, minPopulation: number): string {
  const parts = [
    ...(percent === null ? [] : [`${percent} % of ${minPopulation} or more`]),
    ...(count === null ? [] : [`${count} at most`]),
  ]
  return parts.join(', and ')
}
