import {
  COURSE_FIELDS,
  ENROLMENT_FIELDS,
  type FileKind,
  IDENTIFYING_FIELDS,
  type IdentifyingField,
  USER_FIELDS,
} from '../../domain/action.ts'

/** What a column of the file is read into. */
export type Target = 'fields' | 'find' | 'profile'

/** A field as the file names it by default, and where its value goes. */
export interface Field {
  readonly name: string
  readonly target: Target
  /** The name within the target. */
  readonly as: string
}

export const PROFILE_PREFIX = 'profile_field_'
export const FIND_PREFIX = 'user_'

const FIND_FIELDS: readonly Field[] = IDENTIFYING_FIELDS.map((as) => ({
  name: `${FIND_PREFIX}${as}`,
  target: 'find',
  as,
}))

/** The fields of each kind, without its action column and without profile fields, whose names the site decides. */
export const FIELDS: Readonly<Record<FileKind, readonly Field[]>> = {
  user: [...USER_FIELDS.map(plain), ...FIND_FIELDS],
  course: COURSE_FIELDS.map(plain),
  enrolment: ENROLMENT_FIELDS.map(plain),
}

/** The field of a custom profile column such as `profile_field_badge`, or null when the name is none: short
 * names are made of letters, digits and underscores. */
export function profileField(name: string): Field | null {
  if (name.slice(0, PROFILE_PREFIX.length).toLowerCase() !== PROFILE_PREFIX) return null
  const as = name.slice(PROFILE_PREFIX.length)
  // `__proto__` as the key of an object would set its prototype and lose the value.
  if (!/^\w+$/.test(as) || as === '__proto__') return null
  return { name: `${PROFILE_PREFIX}${as}`, target: 'profile', as }
}

/** Fields of which one at least must have a column (Data Hub rule F-8), in the order in which messages name them. */
export function identifyingFields(
  kind: FileKind,
  identifyBy: readonly IdentifyingField[],
): readonly string[] {
  switch (kind) {
    case 'user':
      return [...identifyBy, ...FIND_FIELDS.map((field) => field.name)]
    case 'course':
      return ['shortname']
    case 'enrolment':
      return IDENTIFYING_FIELDS
  }
}

/** Names of columns count without case and outer spaces (Data Hub quirk Q-8). */
export function sameName(name: string): string {
  return name.trim().toLowerCase()
}

function plain(name: string): Field {
  return { name, target: 'fields', as: name }
}
