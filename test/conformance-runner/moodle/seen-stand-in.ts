import { createHash } from 'node:crypto'
import type { PasswordHasher } from '../../../src/domain/password-hasher.ts'
import { writeCategoryPath } from '../../../src/domain/values/category-path.ts'
import { today } from '../../../src/domain/values/dates.ts'
import type { Course, Enrolment, SiteState, User } from '../../moodle-stand-in/site-state.ts'
import { Asked } from '../match.ts'
import type { Seen, SeenSite } from '../seen-site.ts'
import type { World } from '../world.ts'

/** Who is there without any case: the guest and the administrator. */
const OWN_USERS = 2

/** The state of a stand-in in the objects of cases, by kind. */
export function seenStandIn(site: SiteState, world: World, passwords: PasswordHasher): SeenSite {
  const user = (id: number) => site.users.get(id)!.former ?? site.users.get(id)!.username
  const course = (id: number) => site.courses.get(id)?.shortname ?? `(course ${id})`
  const role = (id: number) => site.settings.roles.find((one) => one.id === id)!.shortname
  const path = (id: number) => writeCategoryPath(namesDownTo(site, id))
  const enrolments = [...site.enrolments.all(), ...site.otherEnrolments.all()]
  const instance: Record<string, (id: number) => string | null> = { coursecat: path, course, user }
  const members = (links: readonly { a: number; b: number }[], id: number) =>
    links.filter(({ a }) => a === id).map(({ b }) => b)
  return {
    users: site.users.filter(({ id }) => id > OWN_USERS).map((row) => userOf(row, world, passwords)),
    courses: site.courses
      .filter(({ categoryid }) => categoryid !== 0)
      .map((row) => courseOf(row, path(row.categoryid), world)),
    categories: site.categories
      .filter(({ id }) => id !== 1)
      .map(({ id, name, idnumber }) => ({ id, name, idnumber, visible: true, path: path(id) })),
    enrolments: enrolments.flatMap((row) => {
      const held = site.roleAssignments
        .all()
        .filter(({ userid, context }) => userid === row.userid && context === `course:${row.courseid}`)
      return (held.length === 0 ? [null] : held).map((one) => ({
        user: user(row.userid),
        course: course(row.courseid),
        role: one === null ? null : role(one.roleid),
        ...timesOf(row),
      }))
    }),
    roleAssignments: site.roleAssignments.all().map(({ roleid, userid, context: place }) => {
      const [context = '', id = ''] = place.split(':')
      return {
        user: user(userid),
        role: role(roleid),
        context,
        instance: instance[context]?.(Number(id)) ?? null,
      }
    }),
    groups: site.groups.all().map(({ id, courseid, name, idnumber, description }) => ({
      course: course(courseid),
      name,
      idnumber,
      description,
      members: members(site.groupMembers.all(), id).map(user),
    })),
    groupings: site.groupings.all().map(({ id, courseid, name }) => ({
      course: course(courseid),
      name,
      groups: members(site.groupingGroups.all(), id).map((group) => site.groups.get(group)?.name),
    })),
    cohorts: site.cohorts.all().map(({ id, idnumber, name, description, visible, context }) => ({
      idnumber,
      name,
      description,
      visible,
      category: context === 'system' ? null : path(Number(context.slice('coursecat:'.length))),
      members: members(site.cohortMembers.all(), id).map(user),
    })),
  }
}

function namesDownTo(site: SiteState, id: number): string[] {
  const category = site.categories.get(id)
  return category === undefined ? [] : [...namesDownTo(site, category.parent), category.name]
}

function userOf(row: User, { facts, profileFields }: World, passwords: PasswordHasher): Seen {
  const field = (name: string) => String(row.fields[name] ?? '')
  const zone = field('timezone')
  const profile = profileFields.map(({ shortname, type, defaultValue }): [string, unknown] => {
    const value = row.profile[shortname] ?? defaultValue
    if (type === 'checkbox') return [shortname, value === '1']
    const isDay = type === 'datetime' && /^\d+$/.test(value)
    return [shortname, isDay ? today(Number(value) * 1000, facts.timezone) : value]
  })
  return {
    username: row.former ?? row.username,
    email: row.email,
    idnumber: row.idnumber,
    firstname: row.firstname,
    lastname: row.lastname,
    auth: row.auth,
    suspended: row.suspended,
    deleted: row.deleted,
    city: field('city'),
    country: field('country'),
    lang: field('lang'),
    theme: field('theme'),
    description: field('description'),
    institution: field('institution'),
    department: field('department'),
    timezone: zone === '99' ? (facts.forcedTimezone ?? facts.timezone) : zone,
    maildigest: Number(row.fields['maildigest'] ?? 0),
    autosubscribe: Number(row.fields['autosubscribe'] ?? 1) === 1,
    trackforums: Number(row.fields['trackforums'] ?? 0) === 1,
    forcePasswordChange: row.preferences['auth_forcepasswordchange'] === '1',
    password: new Asked(
      (text) =>
        typeof text === 'string' &&
        (createHash('sha256').update(text).digest('hex') === row.password ||
          passwords.matches(text, row.password)),
    ),
    profile: Object.fromEntries(profile),
  }
}

function courseOf(row: Course, category: string, { facts }: World): Seen {
  const number = (name: string, other: number) => Number(row.fields[name] ?? other)
  const day = (time: number) => (time === 0 ? '' : today(time * 1000, facts.timezone))
  return {
    shortname: row.shortname,
    fullname: row.fullname,
    idnumber: row.idnumber,
    summary: row.summary,
    format: row.format,
    category,
    startdate: day(row.startdate),
    enddate: day(row.enddate),
    numsections: number('numsections', 0),
    newsitems: number('newsitems', 5),
    maxbytes: number('maxbytes', 0),
    visible: number('visible', 1) === 1,
    showgrades: number('showgrades', 1) === 1,
    showreports: number('showreports', 0) === 1,
    lang: String(row.fields['lang'] ?? ''),
    theme: String(row.fields['forcetheme'] ?? ''),
    manualEnrol: row.manual,
    guestAccess: { enabled: row.guest ?? false, password: '' },
    content: row.content ?? [],
  }
}

function timesOf({ status, timestart, timeend }: Enrolment): Seen {
  return {
    status: status === 0 ? 'active' : 'suspended',
    timeStart: instant(timestart),
    timeEnd: instant(timeend),
  }
}

function instant(time: number): string | null {
  return time === 0 ? null : new Date(time * 1000).toISOString().replace('.000Z', 'Z')
}
