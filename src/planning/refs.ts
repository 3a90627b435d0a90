import type { Action, EnrolmentAction, Identifiers } from '../domain/action.ts'
import type { Policy } from '../domain/policy.ts'
import type { Place, Refs } from '../domain/refs.ts'
import { type Naming, syncRefs } from './sync/refs.ts'

/** Gathers what a chunk of actions names, so that the site can look all of it up at once. */
export function refsOf(actions: readonly Action[], policy: Policy): Refs {
  const refs: Naming = {
    usernames: new Set(),
    emails: new Set(),
    idnumbers: new Set(),
    shortnames: new Set(),
    courseIdnumbers: new Set(),
    categoryNames: new Set(),
    neededCategories: new Set(),
    places: [] as Place[],
    teachers:
      (policy.newEnrolmentEmail.enabled && policy.newEnrolmentEmail.from === 'teacher') ||
      policy.newEnrolmentNotice?.teacher === true,
    cohorts: [],
    cohortNames: [],
    parts: false,
    renamed: new Map(),
    given: new Map(),
    courseRoles: false,
    resets: [],
    activities: [],
    counted: { username: [], shortname: [], courseIdnumber: [] },
  }
  for (const action of actions) {
    if (!('fields' in action)) {
      syncRefs(action, refs)
      continue
    }
    switch (action.kind) {
      case 'user':
        person(action.fields, refs)
        if (action.find !== undefined) person(action.find, refs)
        break
      case 'course': {
        const { shortname, idnumber, link } = action.fields
        if (shortname !== undefined) refs.shortnames.add(shortname)
        if (link !== undefined) refs.shortnames.add(link)
        if (idnumber !== undefined) refs.courseIdnumbers.add(idnumber)
        break
      }
      case 'enrolment':
        enrolment(action.fields, refs)
        break
    }
  }
  return refs
}

function person({ username, email, idnumber }: Identifiers, refs: Naming): void {
  if (username !== undefined) refs.usernames.add(username.toLowerCase())
  if (email !== undefined) refs.emails.add(email)
  if (idnumber !== undefined) refs.idnumbers.add(idnumber)
}

function enrolment(fields: EnrolmentAction['fields'], refs: Naming): void {
  const { username, email, idnumber, context = '', instance = '', group = '', grouping = '' } = fields
  person(fields, refs)
  if (context === 'course') refs.shortnames.add(instance)
  if (context === 'coursecat') refs.categoryNames.add(instance)
  if (context === 'user') refs.usernames.add(instance.toLowerCase())
  refs.places.push({
    person: { username: username?.toLowerCase(), email, idnumber },
    context,
    instance,
    group,
    grouping,
  })
}
