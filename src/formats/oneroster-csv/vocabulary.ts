/** The enumerations of OneRoster (reference page, section 2.1). In 1.2 each of them may be extended by `ext:`. */

export const VERSIONS = ['1.1', '1.2'] as const
export type Version = (typeof VERSIONS)[number]

export const MODES = ['absent', 'bulk', 'delta'] as const
export type Mode = (typeof MODES)[number]
/** Of a file that is part of the package. */
export type Listed = Exclude<Mode, 'absent'>

/** Of a row in a delta. `inactive` is of 1.0 and means the same as `tobedeleted`. */
export const ACTIVE = 'active'
export const DELTA_STATUSES = [ACTIVE, 'tobedeleted', 'inactive'] as const

export const SESSION_TYPES = ['gradingPeriod', 'semester', 'schoolYear', 'term'] as const
export const ORG_TYPES = ['department', 'school', 'district', 'local', 'state', 'national'] as const
export const CLASS_TYPES = ['homeroom', 'scheduled'] as const

/** `aide` is of 1.0; some exporters still write it. */
export const ENROLLMENT_ROLES = ['administrator', 'aide', 'proctor', 'student', 'teacher'] as const

/** Of users.csv in 1.1. */
export const USER_ROLES = [
  'administrator',
  'aide',
  'guardian',
  'parent',
  'proctor',
  'relative',
  'student',
  'teacher',
] as const

export const ROLE_TYPES = ['primary', 'secondary'] as const

/** Of roles.csv in 1.2. */
export const ORG_ROLES = [
  'aide',
  'counselor',
  'districtAdministrator',
  'guardian',
  'parent',
  'principal',
  'proctor',
  'relative',
  'siteAdministrator',
  'student',
  'systemAdministrator',
  'teacher',
] as const

/** Common Education Data Standards, entry grade level. */
export const GRADES = [
  'IT',
  'PR',
  'PK',
  'TK',
  'KG',
  ...['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'],
  'PS',
  'UG',
  'Other',
] as const

export const IMPORTANCES = ['primary', 'secondary'] as const
export const SCORE_STATUSES = [
  'exempt',
  'fully graded',
  'not submitted',
  'partially graded',
  'submitted',
] as const
export const SEXES_1_1 = ['male', 'female'] as const
export const SEXES_1_2 = ['male', 'female', 'other', 'unspecified'] as const

/** What may follow is up to whoever extends; it is taken and means nothing to us. */
export const EXTENSION = 'ext:'
