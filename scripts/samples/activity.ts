import type { Day } from './day-one.ts'
import { type Random, seeded } from './random.ts'
import type { Cells, Table } from './table.ts'

/** What students did on the day that the files report, one table for each dataset; the key is the file's name. */
export type Activity = Readonly<Record<string, Table>>

const DAY = '2026-10-06'
/** Students who did something of each kind. */
const BUSY = { scorm: 110, quiz: 120, facetoface: 60, completion: 50, pathway: 25, grade: 90 }

const SCORMS = ['Fire Safety', 'Working at a Screen', 'Données personnelles']
const SESSIONS = [
  ['First Aid at Work', '41', '2026-10-20T09:00:00Z'],
  ['Presenting, with Confidence', '42', '2026-10-27T13:30:00Z'],
  ['Library Tour', '43', ''],
] as const
const PATHWAYS = ['Welcome to Fernhollow', 'Laboratory Licence']

/** A day in October, of people and courses that are there after the second day. */
export function dayOfActivity({ enroll }: Day): Activity {
  const random = seeded(7)
  const places = enroll.rows.flatMap(({ cells, mistake }): Place[] => {
    const { action, context, role, username, instance, status } = cells
    const isStudent =
      action === 'create' && context === 'course' && role === 'student' && status !== 'suspended'
    return isStudent && mistake === undefined && username && instance
      ? [{ user: username, course: instance }]
      : []
  })
  const some = (count: number) => random.sample(places, count)
  return {
    scorm: table(
      'user,course,scorm,sco,attempt,status,score,time',
      some(BUSY.scorm).flatMap((place) => scormAttempts(place, random)),
    ),
    'face-to-face': table(
      'user,facetoface,sessionId,sessionDate,status,time',
      some(BUSY.facetoface).flatMap((place) => signup(place, random)),
    ),
    quiz: table(
      'user,course,quiz,attempt,state,score,passScore,timeFinish,time',
      some(BUSY.quiz).map((place) => quizAttempt(place, random)),
    ),
    completion: table(
      'user,course,time',
      some(BUSY.completion).map((place) => ({ ...place, time: clock(random) })),
    ),
    pathway: table(
      'user,pathway,attempt,time',
      some(BUSY.pathway).map(({ user }, at) => ({
        user,
        pathway: PATHWAYS[at % PATHWAYS.length]!,
        attempt: '1',
        time: clock(random),
      })),
    ),
    grade: table(
      'user,course,grade,min,max,time',
      some(BUSY.grade).map((place) => ({
        ...place,
        grade: `${random.int(10_001) / 100}`,
        min: '0',
        max: '100',
        time: clock(random),
      })),
    ),
  }
}

interface Place {
  readonly user: string
  readonly course: string
}

function table(header: string, rows: readonly Cells[]): Table {
  return { header: header.split(','), rows: rows.map((cells) => ({ cells })) }
}

/** Some try again after they failed. */
function scormAttempts(place: Place, random: Random): Cells[] {
  const attempt = { ...place, scorm: random.pick(SCORMS), sco: 'Final test' }
  const passed = {
    attempt: '1',
    status: 'passed',
    score: String(60 + random.int(41)),
    time: clock(random, 14, 22),
  }
  if (random.chance(0.6)) return [{ ...attempt, ...passed }]
  const failed = { attempt: '1', status: 'failed', score: String(random.int(60)), time: clock(random, 7, 13) }
  if (random.chance(0.4)) return [{ ...attempt, status: 'incomplete', attempt: '1', time: clock(random) }]
  return [
    { ...attempt, ...failed },
    { ...attempt, ...passed, attempt: '2' },
  ]
}

/** Booked, and sometimes cancelled the same day. */
function signup({ user }: Place, random: Random): Cells[] {
  const [facetoface, sessionId, sessionDate] = random.pick(SESSIONS)
  const session = { user, facetoface, sessionId, sessionDate }
  const booked = { ...session, status: 'booked', time: clock(random, 7, 13) }
  return random.chance(0.2)
    ? [booked, { ...session, status: 'user_cancelled', time: clock(random, 14, 22) }]
    : [booked]
}

function quizAttempt(place: Place, random: Random): Cells {
  const quiz = { ...place, quiz: `${place.course}: week 1`, attempt: '1', passScore: '5' }
  const time = clock(random)
  if (random.chance(0.15)) return { ...quiz, state: 'inprogress', time }
  return { ...quiz, state: 'finished', score: `${random.int(1001) / 100}`, timeFinish: time, time }
}

function clock(random: Random, from = 7, to = 22): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${DAY}T${two(from + random.int(to - from))}:${two(random.int(60))}:${two(random.int(60))}Z`
}
