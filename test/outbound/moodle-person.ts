import { BLANK_USER, type SiteState } from '../moodle-stand-in/site-state.ts'

/** A person on the stand-in of a Moodle site, whose id number is `N-<username>`. Gives the id. */
export function addPerson(
  site: SiteState,
  username: string,
  fields: Readonly<Record<string, string>> = {},
): number {
  const names = { username, firstname: username, lastname: 'Lee', idnumber: `N-${username}` }
  return site.addUser({ ...BLANK_USER, ...names, email: `${username}@example.org`, fields }).id
}

export function enrol(site: SiteState, userid: number, courseid: number, status: 0 | 1 = 0): void {
  site.enrolments.set(`${userid}:${courseid}`, { userid, courseid, status, timestart: 0, timeend: 0 })
}
