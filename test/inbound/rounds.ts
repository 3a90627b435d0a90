import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Defaults } from '../../src/config/first-setup.ts'
import { executeRun } from '../../src/inbound/execute-run.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { type GivenFile, startRun } from '../../src/inbound/start-run.ts'

/** Small, so that a run of some hundred records has many places to be interrupted at. */
export const ROUND_CHUNK = 20

const USERS = 150
/** Each round leaves out as many of the first, and brings as many new ones. */
const NEWCOMERS = 40
const COURSES = 24
const ENROLMENTS = 200
const GROUPS = 7

const SETTINGS = {
  createGroupsAndGroupings: true,
  waitFor: '7d',
  newUserEmail: { enabled: true, subject: 'Welcome', template: '<p>Dear %%fullname%%</p>' },
  newEnrolmentEmail: { enabled: true, subject: 'Enrolled', template: '<p>In %%course_fullname%%</p>' },
}

/**
 * The files of the first, second, third… import of one feed. The first makes things; each later one has newcomers,
 * changes, removals and their undoing, records that are as before, and mistakes.
 */
export function roundFiles(round: number): { name: string; content: string }[] {
  const turn = (i: number) => (i + round) % 6
  const users = range(USERS, NEWCOMERS * (round - 1)).map((i) => {
    if (round > 1 && turn(i) === 0) return `delete,u${i},,,,,`
    const email = turn(i) === 1 && i % 5 === 0 ? 'no address' : `u${i}@example.org`
    const city = round > 1 && turn(i) === 2 ? `City ${round}` : 'Leeds'
    const verb = round > 1 && turn(i) === 2 ? 'update' : 'create'
    return `${verb},u${i},Passw0rd!${i},First ${i},"Last, ${i}",${email},${city}`
  })
  const courses = range(COURSES).map((i) => {
    if (round > 1 && turn(i) === 0) return `delete,C${i},,`
    const name = turn(i) === 3 ? `Course ${i} of ${round}` : `Course ${i}`
    return `${round > 1 && turn(i) === 3 ? 'update' : 'create'},C${i},${name},Faculty ${i % 3}/School ${i % 5}`
  })
  const enrolments = range(ENROLMENTS, NEWCOMERS * (round - 1)).map((i) => {
    const verb = round > 1 && turn(i) === 4 ? 'delete' : 'create'
    const role = i % 11 === 0 ? 'editingteacher' : 'student'
    return `${verb},u${i % (USERS + NEWCOMERS * (round - 1))},course,C${i % COURSES},${role},Group ${i % GROUPS},Grouping ${i % 2}`
  })
  return [
    { name: 'user.csv', content: csv('username,password,firstname,lastname,email,city', users) },
    { name: 'course.csv', content: csv('shortname,fullname,category', courses) },
    { name: 'enroll.csv', content: csv('username,context,instance,role,group,grouping', enrolments) },
  ]
}

/** Puts the files of a round where they are sent from. */
export async function writeRound(folder: string, round: number): Promise<void> {
  await mkdir(join(folder, String(round)), { recursive: true })
  for (const { name, content } of roundFiles(round))
    await writeFile(join(folder, String(round), name), content)
}

/** Begins the import of a round, or finds it begun. The n-th round is the feed's n-th run. */
export async function beginRound(
  hub: Hub,
  { organisationId, feedId }: Defaults,
  folder: string,
  round: number,
): Promise<{ runId: number; state: string }> {
  const runs = await hub.store.asOrganisation(organisationId, ({ db }) =>
    db.selectFrom('run').select(['id as runId', 'state']).orderBy('id').execute(),
  )
  const known = runs[round - 1]
  if (known !== undefined) return known
  const files = roundFiles(round).map(({ name }): GivenFile => ({ path: join(folder, String(round), name) }))
  const request = { organisationId, feedId, kind: 'import', files, settings: SETTINGS } as const
  return { runId: await startRun(hub, { ...request, verify: false, again: true }), state: 'running' }
}

/** Carries the import of a round out to its end, unless it has ended. */
export async function carryOutRound(
  hub: Hub,
  defaults: Defaults,
  folder: string,
  round: number,
  chunk = ROUND_CHUNK,
): Promise<void> {
  const { runId, state } = await beginRound(hub, defaults, folder, round)
  if (state !== 'running') return
  await executeRun(hub, defaults.organisationId, runId, () => undefined, chunk)
}

function csv(columns: string, rows: readonly string[]): string {
  return [`action,${columns}`, ...rows, ''].join('\n')
}

function range(length: number, from = 0): number[] {
  return Array.from({ length }, (_, i) => from + i)
}
