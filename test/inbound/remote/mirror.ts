import type pg from 'pg'
import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'
import type { Enrolment, SiteState } from '../../moodle-stand-in/site-state.ts'
import type { StandIn } from '../../moodle-stand-in/stand-in.ts'
import { writesIn } from './moodle-hub.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]

const COLUMNS: Readonly<Record<string, string>> = {
  user: `id bigint primary key, username text, email text, idnumber text, firstname text, lastname text, city text,
    country text, auth text, lang text, timezone text, theme text, description text, institution text,
    department text, suspended smallint, deleted smallint, middlename text, alternatename text,
    firstnamephonetic text, lastnamephonetic text, phone1 text, phone2 text, address text, mailformat smallint,
    maildisplay smallint, emailstop smallint`,
  user_info_field: 'id bigint primary key, shortname text, defaultdata text',
  user_info_data: 'userid bigint, fieldid bigint, data text',
  enrol: 'id bigint primary key, courseid bigint, enrol text, status bigint',
  user_enrolments: 'enrolid bigint, userid bigint, status bigint, timestart bigint, timeend bigint',
  tag: 'id bigint primary key, rawname text',
  tag_instance: 'tagid bigint, component text, itemtype text, itemid bigint, ordering bigint',
  role: 'id bigint primary key, shortname text',
  role_assignments: 'id bigint, roleid bigint, userid bigint, contextid bigint',
  context: 'id bigint primary key, contextlevel bigint, instanceid bigint',
}

/** The tables of a Moodle site, filled from a stand-in: what a first look reads of its database. */
export interface Mirror {
  readonly prefix: string
  /** Shows the site as it is now. */
  refresh(): Promise<void>
  /** A client of the stand-in after whose writes the tables are refreshed, as those of one site are. */
  following(ws: MoodleWs): MoodleWs
}

export async function mirror(client: pg.Client, { installation }: StandIn, prefix: string): Promise<Mirror> {
  for (const [table, columns] of Object.entries(COLUMNS)) {
    await client.query(`create table ${prefix}${table} (${columns})`)
  }
  let last: Promise<unknown> = Promise.resolve()
  const refresh = () => {
    const next = last.then(async () => {
      await client.query('begin')
      for (const [table, rows] of Object.entries(tablesOf(installation.site))) {
        const name = prefix + table
        await client.query(`delete from ${name}`)
        await client.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [
          JSON.stringify(rows),
        ])
      }
      await client.query('commit')
    })
    last = next
    return next
  }
  await refresh()
  return {
    prefix,
    refresh,
    following: (ws) => ({
      ...ws,
      async call(name, parameters) {
        try {
          return await ws.call(name, parameters)
        } finally {
          if (writesIn([name]).length > 0) await refresh()
        }
      },
    }),
  }
}

const LEVELS: Readonly<Record<string, number>> = { system: 10, user: 30, coursecat: 40, course: 50 }

function tablesOf(site: SiteState): Record<keyof typeof COLUMNS, Rows> {
  const fields = site.profileFields.map(({ shortname }, at) => ({ id: at + 1, shortname, defaultdata: '' }))
  const assigned = site.roleAssignments.all()
  const contexts = [...new Set(assigned.map(({ context }) => context))]
  const contextId = (context: string) => contexts.indexOf(context) + 1
  const others = site.otherEnrolments.all()
  const tags = site.users
    .all()
    .flatMap(({ id, fields: { interests = '' } }) =>
      named(String(interests)).map((rawname) => ({ itemid: id, rawname })),
    )
  return {
    user: site.users.all().map(({ fields: more, preferences, profile, ...user }) => ({
      ...{ city: '', country: '', lang: 'en', timezone: '99', theme: '', institution: '', department: '' },
      ...{ mailformat: 1, maildisplay: 2, emailstop: 0 },
      ...more,
      ...user,
      suspended: Number(user.suspended),
      deleted: Number(user.deleted),
    })),
    user_info_field: fields,
    user_info_data: site.users.all().flatMap(({ id, profile }) =>
      Object.entries(profile).map(([shortname, data]) => ({
        userid: id,
        fieldid: fields.find((field) => field.shortname === shortname)!.id,
        data,
      })),
    ),
    enrol: [
      ...site.courses.all().map(({ id, manual }) => ({
        ...{ id: methodId(id), courseid: id, enrol: 'manual', status: manual ? 0 : 1 },
      })),
      ...others.map((one, at) => ({
        ...{ id: methodId(one.courseid) + 1 + at, courseid: one.courseid, enrol: one.method, status: 0 },
      })),
    ],
    user_enrolments: [
      ...site.enrolments.all().map((one) => ({ ...one, enrolid: methodId(one.courseid) })),
      ...others.map((one: Enrolment, at) => ({ ...one, enrolid: methodId(one.courseid) + 1 + at })),
    ],
    tag: tags.map(({ rawname }, at) => ({ id: at + 1, rawname })),
    tag_instance: tags.map(({ itemid }, at) => ({
      ...{ tagid: at + 1, component: 'core', itemtype: 'user', itemid, ordering: at },
    })),
    role: site.settings.roles,
    role_assignments: assigned.map(({ context, ...one }, at) => ({
      ...one,
      id: at + 1,
      contextid: contextId(context),
    })),
    context: contexts.map((context) => {
      const [level = '', instance = '0'] = context.split(':')
      return { id: contextId(context), contextlevel: LEVELS[level], instanceid: Number(instance) }
    }),
  }
}

/** Of the manual method of a course; others of it follow. */
function methodId(courseid: number): number {
  return courseid * 1000
}

function named(interests: string): string[] {
  return interests
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
