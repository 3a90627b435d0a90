import { setTimeout as wait } from 'node:timers/promises'
import { type MoodleWs, moodleWs } from '../../../src/transport/moodle-ws/client.ts'
import { RETRY_LIMITS, type RetryLimits } from '../../../src/transport/moodle-ws/retry.ts'
import { WS_LIMITS, type WsLimits } from '../../../src/transport/moodle-ws/settings.ts'
import { property } from '../../../src/transport/moodle-ws/write/item.ts'
import type { Seen, SettleLimits } from '../../../src/transport/moodle-ws/write/settle.ts'
import type { WriteOptions } from '../../../src/transport/moodle-ws/write/write-all.ts'
import { ADMIN_TOKEN, type StandIn } from '../../moodle-stand-in/stand-in.ts'

/** Long enough for the late work of the stand-in. Both wait in one process, so that the order of their ends is sure. */
export const SOON: SettleLimits = { firstMs: 4, longestMs: 20, allMs: 50 }

/** A client of the stand-in that waits a thousandth of what it would. */
export function clientOf(
  { url }: Pick<StandIn, 'url'>,
  limits: Partial<WsLimits> = {},
  retry: Partial<RetryLimits> = {},
): MoodleWs {
  return moodleWs(
    { url, token: ADMIN_TOKEN },
    { ...WS_LIMITS, ...limits },
    { ...RETRY_LIMITS, firstMs: 2, longestMs: 50, ...retry },
    { sleep: (ms) => wait(ms), random: () => 0.5 },
  )
}

export interface NewUser {
  readonly username: string
  readonly email: string
  readonly firstname: string
  readonly lastname: string
  readonly auth: string
  readonly [name: string]: string
}

export function newUser(username: string, others: Partial<NewUser> = {}): NewUser {
  return {
    username,
    firstname: 'Given',
    lastname: 'Family',
    email: `${username.toLowerCase()}@example.test`,
    auth: 'oauth2',
    ...others,
  } as NewUser
}

/** How new users are written: by user name, and looked up by it. */
export function asUsers(ws: MoodleWs): WriteOptions<NewUser> {
  return {
    parameters: (user) => user,
    keys: ({ username }) => [`user:${username}`],
    async look(users): Promise<Seen[]> {
      const values = users.map(({ username }) => username).filter((name) => /^[-.@_a-z0-9]+$/.test(name))
      const found = values.length === 0 ? [] : await lookUp(ws, 'username', values)
      return users.map(({ username, email }): Seen => {
        const user = found.find((one) => one['username'] === username && one['email'] === email)
        return user === undefined ? { done: false } : { done: true, id: user['id'] as number }
      })
    },
    settle: SOON,
  }
}

/** How changes of a user are written: by id, looked up by the same values. */
export function asChanges(ws: MoodleWs): WriteOptions<{ readonly id: number; readonly firstname: string }> {
  return {
    parameters: (change) => change,
    keys: ({ id }) => [`user:${id}`],
    async look(changes): Promise<Seen[]> {
      const found = await lookUp(
        ws,
        'id',
        changes.map(({ id }) => id),
      )
      return changes.map(({ id, firstname }) =>
        found.some((user) => user['id'] === id && user['firstname'] === firstname)
          ? { done: true, id: null }
          : { done: false },
      )
    },
    settle: SOON,
  }
}

export interface NewEnrolment {
  readonly roleid: number
  readonly userid: number
  readonly courseid: number
  readonly timestart: number
  readonly timeend: number
  readonly suspend: number
}

export function enrolment(userid: number, courseid: number): NewEnrolment {
  return { roleid: 5, userid, courseid, timestart: 1, timeend: 2, suspend: 0 }
}

/** How enrolments are written, looked up among the participants. */
export function asEnrolments(ws: MoodleWs): WriteOptions<NewEnrolment> {
  return {
    parameters: (one) => ({ ...one }),
    keys: ({ userid, courseid }) => [`course:${courseid}`, `user:${userid}`],
    async look(enrolments): Promise<Seen[]> {
      const there = new Set<string>()
      for (const courseid of new Set(enrolments.map((one) => one.courseid))) {
        const found = await ws.read('core_enrol_get_enrolled_users', { courseid }).catch(() => [])
        for (const user of found as object[]) there.add(`${courseid}:${property(user, 'id')}`)
      }
      return enrolments.map(({ userid, courseid }) =>
        there.has(`${courseid}:${userid}`) ? { done: true, id: null } : { done: false },
      )
    },
    settle: SOON,
  }
}

async function lookUp(
  ws: MoodleWs,
  field: string,
  values: readonly (string | number)[],
): Promise<Record<string, unknown>[]> {
  const pages = Array.from({ length: Math.ceil(values.length / 50) }, (_, i) =>
    values.slice(i * 50, i * 50 + 50),
  )
  const found: Record<string, unknown>[] = []
  for (const page of pages) {
    found.push(...((await ws.read('core_user_get_users_by_field', { field, values: page })) as typeof found))
  }
  return found
}
