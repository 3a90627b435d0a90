import { sql } from 'kysely'
import { listWaiting } from '../../../src/inbound/waiting/read-waiting.ts'
import { resultOf } from '../run-result.ts'
import { hubOfFormat, type Sent, TEST_TIME, type TestHub } from '../test-hub.ts'

export const DAY = 24 * 3_600_000

/** An organisation of its own whose clock the test turns. */
export interface WaitingHub extends TestHub {
  readonly clock: { days: number }
}

/** `settings` are those that its feed is stored with, for runs that nobody sends. */
export async function waitingHub(
  home: TestHub,
  format = 'datahub-csv',
  settings: object = {},
): Promise<WaitingHub> {
  const { hub, defaults } = await hubOfFormat(home, format)
  await hub.store.asOrganisation(defaults.organisationId, ({ db }) =>
    db
      .updateTable('feed')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', defaults.feedId)
      .execute(),
  )
  const clock = { days: 0 }
  return { hub: { ...hub, now: () => TEST_TIME + clock.days * DAY }, defaults, clock }
}

/** Another feed into the same site. */
export async function anotherFeed(
  own: WaitingHub,
  name: string,
  format = 'datahub-csv',
  settings: object = {},
): Promise<WaitingHub> {
  const { organisationId, siteId } = own.defaults
  const { id } = await own.hub.store.asOrganisation(organisationId, ({ db }) =>
    db
      .insertInto('feed')
      .values({
        organisation_id: organisationId,
        site_id: siteId,
        name,
        format,
        settings: JSON.stringify(settings),
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return { ...own, defaults: { ...own.defaults, feedId: id } }
}

export function users(...names: readonly string[]): Sent {
  const rows = names.map((name) => `create,${name},Passw0rd!x,First,Last,${name}@example.org,Leeds,n-${name}`)
  const header = 'action,username,password,firstname,lastname,email,city,idnumber'
  return { name: 'user.csv', content: [header, ...rows, ''].join('\n') }
}

export function courses(...names: readonly string[]): Sent {
  const rows = names.map((name) => `create,${name},Course ${name},Science,c-${name}`)
  return {
    name: 'course.csv',
    content: ['action,shortname,fullname,category,idnumber', ...rows, ''].join('\n'),
  }
}

/** Rows such as `create,ann,BIO,student`. */
export function enrolments(...rows: readonly string[]): Sent {
  const lines = rows.map((row) => {
    const [action, username, course, role = 'student', group = ''] = row.split(',')
    return `${action},${username},course,${course},${role},${group}`
  })
  return {
    name: 'enroll.csv',
    content: ['action,username,context,instance,role,group', ...lines, ''].join('\n'),
  }
}

/** Each record of a run as `file:line outcome code`. */
export async function told(own: TestHub, runId: number): Promise<string[]> {
  const { files, log } = await resultOf(own, runId)
  return log.map(({ file, line, outcome, code }) =>
    [`${files[file - 1]!.name}:${line}`, outcome, ...(code === null ? [] : [code])].join(' '),
  )
}

/** Who is enrolled where and in which groups, as `ann BIO student [a b]`. */
export async function enrolled({ hub, defaults }: TestHub): Promise<string[]> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const { rows } = await sql<{ text: string }>`
      select concat_ws(' ', u.username, c.shortname, e.status,
        (select string_agg(r.shortname, '+' order by r.shortname) from site_role_assignment a
          join site_role r on r.site_id = a.site_id and r.id = a.role_id
          where a.site_id = e.site_id and a.user_id = u.id and a.context = 'course' and a.instance_id = c.id),
        (select '[' || string_agg(g.name, ' ' order by g.name) || ']' from site_group_member m
          join site_group g on g.site_id = m.site_id and g.id = m.group_id
          where m.site_id = e.site_id and m.user_id = u.id and g.course_id = c.id)) as text
      from site_enrolment e
      join site_user u on u.site_id = e.site_id and u.id = e.user_id and not u.deleted
      join site_course c on c.site_id = e.site_id and c.id = e.course_id
      where e.site_id = ${defaults.siteId} order by 1`.execute(db)
    return rows.map(({ text }) => text)
  })
}

/** What waits, as `enroll.csv:2 RB-2012`. */
export async function waiting({ hub, defaults: { organisationId } }: TestHub): Promise<string[]> {
  const found = await hub.store.asOrganisation(organisationId, (tx) => listWaiting(tx, organisationId))
  return found.map(({ file, line, code }) => `${file}:${line} ${code}`)
}
