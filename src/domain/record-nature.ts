import { type Action, IDENTIFYING_FIELDS } from './action.ts'

/** What the memory has to know of a record besides its key and hash, whether or not its action was made yet. */
export interface Nature {
  /** It is asked again although it is as last applied. */
  readonly alwaysAsked: boolean
  readonly removal: boolean
}

/**
 * Tells it from an action, or from as much of one as says what it is about.
 *
 * What was remembered of some does not tell whether they still hold. A removal's thing may have come back; a role over a
 * person may have ended with that person, and the key starts with the other one;  a rename is remembered under the
 * name that its person no longer has; and a group may have ended with its course.
 */
export function natureOf(action: Action): Nature {
  const removal = action.verb === 'delete' || (action.verb === 'end' && action.how !== 'keep')
  const alwaysAsked =
    removal ||
    isRename(action) ||
    action.kind === 'group' ||
    (action.kind === 'user' && action.verb === 'sync' && action.parts !== undefined) ||
    (action.kind === 'enrolment' && 'fields' in action && action.fields.context === 'user')
  // The same few for all records: there are millions of these.
  if (removal) return REMOVAL
  return alwaysAsked ? ALWAYS_ASKED : PLAIN
}

const PLAIN: Nature = { alwaysAsked: false, removal: false }
const ALWAYS_ASKED: Nature = { alwaysAsked: true, removal: false }
const REMOVAL: Nature = { alwaysAsked: true, removal: true }

export function isRename(action: Action): boolean {
  if (action.kind !== 'user' || action.verb !== 'update' || action.find === undefined) return false
  return IDENTIFYING_FIELDS.some((field) => action.fields[field] !== undefined)
}
