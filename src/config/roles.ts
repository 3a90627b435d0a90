export interface RoleRow {
  readonly shortname: string
  /** Where it may be given: `system`, `coursecat`, `course`, `user`. */
  readonly contexts: string[]
}

/** The roles of a fresh site, highest first. */
export const DEFAULT_ROLES: readonly RoleRow[] = [
  { shortname: 'manager', contexts: ['system', 'coursecat', 'course'] },
  { shortname: 'coursecreator', contexts: ['system', 'coursecat'] },
  { shortname: 'editingteacher', contexts: ['course'] },
  { shortname: 'teacher', contexts: ['course'] },
  { shortname: 'student', contexts: ['course'] },
]
