import { type Call, mayDo } from '../call.ts'
import type { User } from '../site-state.ts'

/** Left out of an answer when empty; `department` is not. */
const UNLESS_EMPTY = [
  'address',
  'phone1',
  'phone2',
  'institution',
  'interests',
  'city',
  'country',
  'calendartype',
]

/** A user as the look-up functions answer it. */
export function showUser(call: Call, user: User): Record<string, unknown> {
  const { id, username, firstname, lastname, email, department } = { ...user, ...text(user.fields) }
  const fullname = `${firstname} ${lastname}`
  const isOwn = call.account.userId === id
  const shown: Record<string, unknown> = {
    id,
    username,
    ...(mayDo(call, 'moodle/site:viewfullnames') && { firstname, lastname }),
    fullname,
    ...((isOwn || mayDo(call, 'moodle/site:viewuseridentity')) && { email }),
    department,
  }
  for (const name of UNLESS_EMPTY) {
    const value = user.fields[name]
    // The stored 0 of an unknown country is as good as none.
    if (value !== undefined && value !== '' && value !== '0') shown[name] = value
  }
  Object.assign(shown, {
    firstaccess: 0,
    lastaccess: 0,
    suspended: user.suspended,
    theme: user.fields['theme'] ?? '',
    timezone: user.fields['timezone'] ?? '99',
    mailformat: user.fields['mailformat'] ?? 1,
  })
  if (isOwn || mayDo(call, 'moodle/user:viewalldetails')) {
    Object.assign(shown, { auth: user.auth, confirmed: true, lang: user.fields['lang'] ?? 'en' })
    if (user.idnumber !== '') shown['idnumber'] = user.idnumber
  }
  if (call.release === '4.5') shown['trackforums'] = 0
  const description = user.fields['description']
  if (description !== undefined && description !== '') {
    Object.assign(shown, { description, descriptionformat: 1 })
  }
  const customfields = showProfile(call, user)
  if (customfields.length > 0) shown['customfields'] = customfields
  return shown
}

/** The least part of a user, as lists of participants have it. */
export function showParticipant(call: Call, user: User): Record<string, unknown> {
  const { auth, suspended, confirmed, lang, theme, timezone, mailformat, trackforums, ...shown } = showUser(
    call,
    user,
  )
  return { ...shown, lastcourseaccess: 0 }
}

function showProfile({ site, release }: Call, user: User): object[] {
  return site.profileFields.flatMap(({ shortname, name, type }) => {
    const value = user.profile[shortname]
    if (value === undefined || value === '') return []
    return [{ type, value, name, shortname, ...(release === '4.5' && { displayvalue: value }) }]
  })
}

function text(fields: User['fields']): { department: string } {
  return { department: String(fields['department'] ?? '') }
}
