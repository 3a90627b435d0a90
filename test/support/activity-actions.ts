import fc from 'fast-check'
import type { ActivityKind } from '../../src/domain/activity-entities.ts'
import type { ActivitySync, ActivitySyncOf, ActivityValues } from '../../src/domain/activity-wish.ts'
import type { AccountName, CourseName } from '../../src/domain/sync-action.ts'

const DAY = Date.UTC(2026, 2, 25)

/** Few of each, so that records meet; two of them are one instant in London. */
const MOMENTS = [DAY, DAY + 3_600_000, '2026-03-25', '2026-03-25T09:30:00'] as const

const among = <T>(values: readonly T[]) => fc.constantFrom(...values)
const moment = among(MOMENTS)
const attempt = among([1, 2])
const score = among([null, '0', '66.667', '66.66700', '-1.5'])
const title = among(['Fire', 'Water', 'x'.repeat(300)])

const VALUES: { readonly [K in ActivityKind]: fc.Arbitrary<ActivityValues<K>> } = {
  scormAttempt: fc.record({
    scorm: title,
    sco: among(['One', 'Two']),
    attempt,
    completionStatus: among([null, 'completed', 'incomplete']),
    successStatus: among([null, 'passed']),
    score,
    time: moment,
    statusTime: moment,
  }),
  signupChange: fc.record({
    facetoface: title,
    sessionId: attempt,
    time: moment,
    status: among(['booked', 'waitlisted', 'no_show'] as const),
    sessionDate: fc.option(moment),
  }),
  quizAttempt: fc.record({
    quiz: title,
    attempt,
    state: among(['finished', 'inprogress', 'notstarted'] as const),
    score,
    passScore: score,
    decimalPoints: among([0, 2]),
    preview: fc.boolean(),
    timeFinish: fc.option(moment),
    time: moment,
  }),
  courseCompletion: fc.record({ time: moment }),
  pathwayCompletion: fc.record({ pathway: title, attempt, time: moment }),
  grade: fc.record({
    item: among(['course', 'activity'] as const),
    name: among(['', 'Essay']),
    grade: score,
    min: fc.constant('0'),
    max: among(['100', '20']),
    time: moment,
  }),
}

/** Any record of what people did, by any of their names. */
export function activitySync(
  person: fc.Arbitrary<AccountName>,
  course: fc.Arbitrary<CourseName>,
): fc.Arbitrary<ActivitySync> {
  const ofKind = <K extends ActivityKind>(of: K): fc.Arbitrary<ActivitySyncOf<K>> =>
    fc.record({
      kind: fc.constant('activity' as const),
      verb: fc.constant('put' as const),
      of: fc.constant(of),
      person,
      course: of === 'courseCompletion' || of === 'grade' ? course : fc.option(course),
      values: VALUES[of],
    }) as fc.Arbitrary<ActivitySyncOf<K>>
  return fc.oneof(...(Object.keys(VALUES) as ActivityKind[]).map(ofKind)) as fc.Arbitrary<ActivitySync>
}
