/**
 * Facts about a site that decide what a record may ask of it: what is installed, what is allowed, what new
 * courses get. The embedded site keeps them as settings (`rollbook site settings`); a remote site is asked.
 */
export interface SiteFacts {
  readonly name: string
  readonly url: string
  readonly adminEmail: string
  /** The zone in which dates of files are midnight. */
  readonly timezone: string
  readonly defaultLang: string
  readonly languages: readonly string[]
  readonly themes: readonly string[]
  readonly userThemesAllowed: boolean
  readonly courseThemesAllowed: boolean
  readonly authPlugins: readonly string[]
  /** May users switch on tracking of unread posts? */
  readonly forumTracking: boolean
  /** A zone forced on all users, or null. */
  readonly forcedTimezone: string | null
  readonly passwordPolicy: PasswordPolicy
  readonly courseFormats: readonly string[]
  readonly maxSections: number
  /** Bytes. */
  readonly maxUploadBytes: number
  readonly courseDefaults: CourseDefaults
  /** Enrolment methods switched on for the site. */
  readonly enrolPlugins: readonly string[]
  /** New courses take manual enrolments. */
  readonly manualAddedByDefault: boolean
  /** New courses get the guest method, and it is open. */
  readonly guestAddedByDefault: boolean
  readonly guestEnabledByDefault: boolean
}

/** Least counts of each class of character. */
export interface PasswordPolicy {
  readonly enabled: boolean
  readonly minLength: number
  readonly digits: number
  readonly lower: number
  readonly upper: number
  readonly nonAlphanumeric: number
}

export interface CourseDefaults {
  readonly format: string
  readonly numsections: number
  readonly newsitems: number
  readonly showgrades: boolean
  readonly showreports: boolean
  readonly maxbytes: number
  readonly visible: boolean
  readonly lang: string
}

export type ProfileFieldType = 'checkbox' | 'datetime' | 'menu' | 'text' | 'textarea'

export interface ProfileField {
  readonly shortname: string
  readonly name: string
  readonly type: ProfileFieldType
  readonly options: readonly string[]
  /** As stored, or empty. */
  readonly defaultValue: string
  readonly includeTime: boolean
}

/** The defaults of a fresh embedded site (those of a fresh Moodle). */
export const DEFAULT_SITE_FACTS: SiteFacts = {
  name: 'Example Site',
  url: 'https://lms.example.org',
  adminEmail: 'admin@example.org',
  timezone: 'UTC',
  defaultLang: 'en',
  languages: ['en'],
  themes: ['boost', 'classic'],
  userThemesAllowed: false,
  courseThemesAllowed: false,
  authPlugins: ['manual', 'nologin', 'email', 'ldap', 'cas', 'db', 'mnet'],
  forumTracking: true,
  forcedTimezone: null,
  passwordPolicy: { enabled: true, minLength: 8, digits: 1, lower: 1, upper: 1, nonAlphanumeric: 1 },
  courseFormats: ['topics', 'weeks', 'social', 'singleactivity'],
  maxSections: 52,
  maxUploadBytes: 2097152,
  courseDefaults: {
    format: 'topics',
    numsections: 4,
    newsitems: 5,
    showgrades: true,
    showreports: false,
    maxbytes: 0,
    visible: true,
    lang: '',
  },
  enrolPlugins: ['manual', 'guest'],
  manualAddedByDefault: true,
  guestAddedByDefault: true,
  guestEnabledByDefault: false,
}
