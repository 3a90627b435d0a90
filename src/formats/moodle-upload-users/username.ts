/** What standardising takes out of a user name that is in small letters already (moodle-csv.md 2.2). */
const NOT_ALLOWED = /[^a-z0-9._@-]/g

/** Lower-cases a user name and strips what no user name may hold. */
export function standardised(username: string): string {
  return username.toLowerCase().replace(NOT_ALLOWED, '')
}
