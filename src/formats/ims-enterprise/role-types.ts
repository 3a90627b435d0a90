/** The codes of `roletype` (ims-enterprise.md section 2.5). */
export const ROLE_TYPES = ['01', '02', '03', '04', '05', '06', '07', '08'] as const
export type RoleType = (typeof ROLE_TYPES)[number]

/** What each becomes unless the feed says otherwise; null: nothing. */
export const DEFAULT_ROLES: Readonly<Record<RoleType, string | null>> = {
  '01': 'student',
  '02': 'editingteacher',
  '03': 'editingteacher',
  '04': 'student',
  '05': null,
  '06': 'teacher',
  '07': null,
  '08': 'teacher',
}

const NAMES: Readonly<Record<RoleType, readonly string[]>> = {
  '01': ['Learner'],
  '02': ['Instructor'],
  '03': ['Content Developer', 'ContentDeveloper'],
  '04': ['Member'],
  '05': ['Manager'],
  '06': ['Mentor'],
  '07': ['Administrator'],
  '08': ['TeachingAssistant'],
}

const BY_WORD: ReadonlyMap<string, RoleType> = new Map(
  ROLE_TYPES.flatMap((type) => [type, type.slice(1), ...NAMES[type]].map((word) => [word, type] as const)),
)

/** By code, with its leading zero or without, or by name; null for anything else. */
export function roleTypeOf(word: string): RoleType | null {
  return BY_WORD.get(word) ?? null
}

/** The words that messages name. */
export const ROLE_WORDS: readonly string[] = ROLE_TYPES.map((type) => `${type} (${NAMES[type][0]})`)
