import type { StandIn } from '../../moodle-stand-in/stand-in.ts'

export type SiteContent = ReturnType<typeof siteContent>

/** Everything that people would see of a stand-in's site, without ids. */
export function siteContent({ installation: { site } }: Pick<StandIn, 'installation'>) {
  const user = (id: number) => site.users.get(id)!.former ?? site.users.get(id)!.username
  const course = (id: number) => site.courses.get(id)!.shortname
  const path = (id: number): string => {
    const category = site.categories.get(id)
    return category === undefined ? '' : `${path(category.parent)}/${category.name}`
  }
  const group = (id: number) => `${course(site.groups.get(id)!.courseid)}/${site.groups.get(id)!.name}`
  const places: Record<string, (id: number) => string> = { course, user, coursecat: path }
  return {
    users: site.users
      .filter(({ deleted }) => !deleted)
      .map(({ username, email, password, suspended, fields }) => [
        username,
        email,
        password,
        suspended,
        fields['city'] ?? '',
      ])
      .sort(),
    categories: site.categories
      .all()
      .map(({ id }) => path(id))
      .sort(),
    courses: site.courses
      .all()
      .map(({ shortname, fullname, categoryid }) => [shortname, fullname, path(categoryid)])
      .sort(),
    enrolments: site.enrolments
      .all()
      .map(({ userid, courseid, status, timestart, timeend }) => [
        user(userid),
        course(courseid),
        status,
        timestart,
        timeend,
      ])
      .sort(),
    roles: site.roleAssignments
      .all()
      .map(({ roleid, userid, context }) => {
        const [level = '', id = ''] = context.split(':')
        return [roleid, user(userid), level, places[level]?.(Number(id)) ?? '']
      })
      .sort(),
    groups: site.groups
      .all()
      .map(({ id }) => group(id))
      .sort(),
    groupings: site.groupings
      .all()
      .map(({ courseid, name }) => [course(courseid), name])
      .sort(),
    members: site.groupMembers
      .all()
      .map(({ a, b }) => [group(a), user(b)])
      .sort(),
    links: site.groupingGroups
      .all()
      .map(({ a, b }) => [site.groupings.get(a)!.name, group(b)])
      .sort(),
  }
}
