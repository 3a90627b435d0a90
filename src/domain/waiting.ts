import type { Action, EnrolmentAction } from './action.ts'
import type { ErrorCode } from './errors/catalogue.ts'
import type { Finding } from './finding.ts'
import type { Outcome } from './outcome.ts'
import { courseKey, nameKey, personKeys } from './record-key.ts'
import type { MembershipEnd, MembershipSync } from './sync-action.ts'

/** No such user, no such course, no such category: what arrives later mends these by itself. */
const NOT_THERE: ReadonlySet<ErrorCode> = new Set(['RB-2012', 'RB-3004', 'RB-3403', 'RB-4003'])

/** Was a record refused only because somebody or something that it names is not there? */
export function lacksParent({ outcome, finding }: Outcome): boolean {
  return outcome === 'rejected' && finding !== undefined && isNotThere(finding)
}

export function isNotThere({ code }: Finding): boolean {
  return NOT_THERE.has(code)
}

/**
 * What has to be there before a record can be carried out: names such as `user u:maria`, `user i:1042`,
 * `course s:BIO-101`, `category Science`, `categoryid:K1`. None for a record that waits for nobody: one that only takes something away
 * has nothing to do where nobody is.
 */
export function wantedBy(action: Action): string[] {
  if (action.kind !== 'enrolment') return []
  if ('fields' in action) return action.verb === 'delete' ? [] : wantedByFields(action.fields)
  if (action.verb === 'assign') {
    return [`user ${nameKey(action.person)}`, categoryWanted(action.category)]
  }
  const wishes = action.verb === 'several' ? action.of : [action]
  return wishes.some(({ verb }) => verb === 'enrol') ? [...new Set(wishes.flatMap(wantedByWish))] : []
}

function wantedByFields({ username, email, idnumber, context, instance }: EnrolmentAction['fields']) {
  const wanted = personNames({ username: username?.toLowerCase(), email, idnumber })
  if (instance !== undefined) {
    if (context === 'course') wanted.push(`course ${courseKey({ field: 'shortname', value: instance })}`)
    if (context === 'coursecat') wanted.push(`category ${instance}`)
    if (context === 'user') wanted.push(...personNames({ username: instance.toLowerCase() }))
  }
  return wanted
}

function wantedByWish(wish: MembershipSync | MembershipEnd): string[] {
  const needs = wish.verb === 'enrol' ? (wish.needsCategories ?? []) : []
  const names = needs.map(({ idnumber }) => categoryWanted(idnumber))
  return [`user ${nameKey(wish.person)}`, `course ${courseKey(wish.course)}`, ...names]
}

/** A category by its id number, as something that is waited for. */
export function categoryWanted(idnumber: string): string {
  return `categoryid:${idnumber}`
}

function personNames({
  username,
  email = '',
  idnumber = '',
}: {
  username?: string | undefined
  email?: string | undefined
  idnumber?: string | undefined
}) {
  const [byName, ...others] = personKeys({ username: username ?? '', email, idnumber })
  return [...(username === undefined ? [] : [byName!]), ...others].map((key) => `user ${key}`)
}
