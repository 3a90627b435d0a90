import type { RecordKind } from '../domain/action.ts'
import type { ActivityKind } from '../domain/activity-entities.ts'
import { CATEGORY_BY_IDNUMBER, SEPARATOR } from '../domain/record-key.ts'

/** What a record is about, taken from its key (`domain/record-key.ts`). */
export interface Subject {
  /** `user "mlopez"`, or by the identifier that the record has (Data Hub rule U-13). For courses `course "BIO-1"`. */
  readonly name: string
  /** Only for enrolments: `course "BIO-1"`, `the system`… */
  readonly place?: string
  /** Only for enrolments that name one. */
  readonly role?: string
  /** Each name in the key by itself, to look for. */
  readonly names: readonly string[]
}

const IDENTIFIERS: Readonly<Record<string, string>> = { u: '', s: '', i: 'id number ', e: 'e-mail ', n: '' }

/** Null when the record does not say what it is about. */
export function subjectOf(kind: RecordKind, key: string): Subject | null {
  if (key === '') return null
  const [first = '', context = '', instance = '', role = ''] = key.split(SEPARATOR)
  const name = first.slice(2)
  const identifier = IDENTIFIERS[first[0] ?? ''] ?? ''
  if (kind === 'course' || kind === 'category' || kind === 'cohort')
    return { name: `${kind} ${identifier}"${name}"`, names: [name] }
  if (kind === 'group') {
    return { name: `group "${context}" of course ${identifier}"${name}"`, names: [name, context] }
  }
  const person = `user ${identifier}"${name}"`
  if (kind === 'activity') return activitySubject(person, name, key)
  if (kind === 'user') {
    // Behind the key the log has what people call the user, where the key is another identifier.
    return context === ''
      ? { name: person, names: [name] }
      : { name: `user "${context}" (${identifier}"${name}")`, names: [name, context] }
  }
  return {
    name: person,
    place: placeOf(context, instance),
    ...(role !== '' && { role }),
    names: [name, instance, role].filter((part) => part !== ''),
  }
}

/** `user "mlopez", role "student" in course "BIO-1"` */
export function subjectText({ name, place, role }: Subject): string {
  const given = role === undefined ? '' : `, role "${role}"`
  return place === undefined ? name : `${name}${given} in ${place}`
}

/** Of a key of `activityKey`: what was done is part of the name. */
function activitySubject(person: string, name: string, key: string): Subject {
  const [, of = '', course = '', ...parts] = key.split(SEPARATOR)
  const place = course === '' ? [] : [`course "${course.slice(2)}"`]
  const told = [DONE[of] ?? of, ...parts.filter((part) => part !== '').map((part) => `"${part}"`)].join(' ')
  return {
    name: [person, told, ...place].join(', '),
    names: [name, course.slice(2), ...parts].filter((part) => part !== ''),
  }
}

const DONE: Readonly<Record<string, string>> = {
  scormAttempt: 'SCORM attempt',
  signupChange: 'sign-up',
  quizAttempt: 'quiz attempt',
  courseCompletion: 'completion',
  pathwayCompletion: 'pathway completion',
  grade: 'grade',
} satisfies Record<ActivityKind, string>

function placeOf(context: string, instance: string): string {
  switch (context) {
    case 'system':
      return 'the system'
    case 'coursecat':
      return `category "${instance}"`
    case CATEGORY_BY_IDNUMBER:
      return `category id number "${instance}"`
    case 'courseid':
      return `course id number "${instance}"`
    default:
      return `${context} "${instance}"`
  }
}
