import type { Action } from '../domain/action.ts'
import type { Policy } from '../domain/policy.ts'
import type { Place, Refs } from '../domain/refs.ts'

/** Gathers what a chunk of actions names, so that the site can look all of it up at once. */
export function refsOf(actions: readonly Action[], policy: Policy): Refs {
  const refs = {
    usernames: new Set<string>(),
    emails: new Set<string>(),
    idnumbers: new Set<string>(),
    shortnames: new Set<string>(),
    courseIdnumbers: new Set<string>(),
    categoryNames: new Set<string>(),
    places: [] as Place[],
    teachers: policy.newEnrolmentEmail.enabled && policy.newEnrolmentEmail.from === 'teacher',
  }
  const person = ({
    username,
    email,
    idnumber,
  }: {
    username?: string
    email?: string
    idnumber?: string
  }) => {
    if (username !== undefined) refs.usernames.add(username.toLowerCase())
    if (email !== undefined) refs.emails.add(email)
    if (idnumber !== undefined) refs.idnumbers.add(idnumber)
  }
  for (const action of actions) {
    switch (action.kind) {
      case 'user':
        person(action.fields)
        if (action.find !== undefined) person(action.find)
        break
      case 'course': {
        const { shortname, idnumber, link } = action.fields
        if (shortname !== undefined) refs.shortnames.add(shortname)
        if (link !== undefined) refs.shortnames.add(link)
        if (idnumber !== undefined) refs.courseIdnumbers.add(idnumber)
        break
      }
      case 'enrolment': {
        const {
          username,
          email,
          idnumber,
          context = '',
          instance = '',
          group = '',
          grouping = '',
        } = action.fields
        person(action.fields)
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
        break
      }
    }
  }
  return refs
}
