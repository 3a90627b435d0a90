import * as z from 'zod'
import { CONTEXT_LEVELS } from '../domain/entities.ts'
import { refusal } from '../domain/finding.ts'
import type { SiteFacts } from '../domain/site-facts.ts'
import { parseDate } from '../domain/values/dates.ts'
import { isEmail } from '../domain/values/email.ts'
import { isTimezone } from '../domain/values/timezones.ts'
import { uploadSizes } from '../domain/values/upload-sizes.ts'

/** What a word may be that names a language, a theme, a plugin, a role… */
const WORD = /^[A-Za-z0-9][\w.-]{0,99}$/

const word = z.string().regex(WORD, { error: 'a word of letters, digits and . _ -' })
const words = z.array(word).refine(areDifferent, { error: 'a list of different words' })
const flag = z.boolean()
const zone = z.string().refine(isTimezone, { error: 'the name of a time zone such as Europe/London' })

function whole(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

/** Every fact of `domain/site-facts.ts`; `docs/reference/site-settings.md` tells their meaning. */
export const siteFactsSchema = z.strictObject({
  name: z.string().trim().min(1, { error: 'a name' }).max(254, { error: 'at most 254 characters' }),
  url: z.url({ protocol: /^https?$/, error: 'an address that starts with https:// or http://' }),
  adminEmail: z.string().refine(isEmail, { error: 'an e-mail address such as name@example.org' }),
  timezone: zone,
  defaultLang: word,
  languages: words.min(1),
  themes: words,
  userThemesAllowed: flag,
  courseThemesAllowed: flag,
  authPlugins: words.min(1),
  forumTracking: flag,
  forcedTimezone: z.union([zone, z.null()], {
    error: 'the name of a time zone such as Europe/London, or null',
  }),
  passwordPolicy: z.strictObject({
    enabled: flag,
    minLength: whole(0, 100),
    digits: whole(0, 100),
    lower: whole(0, 100),
    upper: whole(0, 100),
    nonAlphanumeric: whole(0, 100),
  }),
  courseFormats: words.min(1),
  maxSections: whole(0, 1000),
  maxUploadBytes: whole(1, Number.MAX_SAFE_INTEGER),
  courseDefaults: z.strictObject({
    format: word,
    numsections: whole(0, 1000),
    newsitems: whole(0, 10),
    showgrades: flag,
    showreports: flag,
    maxbytes: whole(0, Number.MAX_SAFE_INTEGER),
    visible: flag,
    lang: z.union([word, z.literal('')], { error: 'an installed language, or nothing for that of the user' }),
  }),
  enrolPlugins: words,
  manualAddedByDefault: flag,
  guestAddedByDefault: flag,
  guestEnabledByDefault: flag,
}) satisfies z.ZodType<SiteFacts>

const profileField = z.strictObject({
  shortname: z
    .string()
    // As the columns of a file: `profile_field_…`. `__proto__` as the key of an object would lose the value.
    .regex(/^(?!__proto__$)\w{1,100}$/, { error: 'letters, digits and underscores, at most 100 characters' }),
  name: z.string().min(1, { error: 'a name' }),
  type: z.enum(['checkbox', 'datetime', 'menu', 'text', 'textarea']),
  options: z.array(z.string().min(1)).default([]),
  default: z.string().default(''),
  includeTime: flag.default(false),
})

const role = z.strictObject({
  shortname: word,
  /** Only of a Moodle site: the id that the server has for it. */
  id: whole(1, 2_147_483_647).optional(),
  contexts: z
    .array(z.enum(CONTEXT_LEVELS as [string, ...string[]]))
    .min(1)
    .refine(areDifferent, {
      error: 'a list of different contexts',
    }),
})

/** A file of the shape of `samples/site.json`. The facts are read apart: a file names only those that it changes. */
export const siteFileSchema = z.strictObject({
  site: z.record(z.string(), z.unknown()).optional(),
  profileFields: z.array(profileField).optional(),
  roles: z.array(role).optional(),
})

export const profileFieldsSchema = z.strictObject({ profileFields: z.array(profileField) })
export const rolesSchema = z.strictObject({ roles: z.array(role) })

export type ProfileFieldSetting = z.output<typeof profileField>
export type RoleSetting = z.output<typeof role>

/** Facts that must fit each other. Throws RB-8003, naming the one that does not. */
export function checkFacts(facts: SiteFacts): void {
  const { courseDefaults, languages } = facts
  oneOf('defaultLang', facts.defaultLang, languages)
  oneOf('courseDefaults.format', courseDefaults.format, facts.courseFormats)
  if (courseDefaults.lang !== '') oneOf('courseDefaults.lang', courseDefaults.lang, languages)
  oneOf('courseDefaults.maxbytes', courseDefaults.maxbytes, uploadSizes(facts.maxUploadBytes))
  if (courseDefaults.numsections > facts.maxSections) {
    const accepted = `a whole number from 0 to ${facts.maxSections} (maxSections)`
    throw refusal('RB-8003', {
      field: 'courseDefaults.numsections',
      value: courseDefaults.numsections,
      accepted,
    })
  }
}

/** What the schema of one field cannot know. Throws RB-8003 or RB-8030. */
export function checkProfileFields(fields: readonly ProfileFieldSetting[]): void {
  refuseDoubled('profileFields', fields)
  for (const [at, { type, options, default: value }] of fields.entries()) {
    const field = `profileFields.${at}`
    if (type === 'menu' && options.length === 0) {
      throw refusal('RB-8003', { field: `${field}.options`, value: 'none', accepted: 'at least one option' })
    }
    if (value === '') continue
    if (type === 'menu') oneOf(`${field}.default`, value, options)
    if (type === 'checkbox') oneOf(`${field}.default`, value, ['0', '1'])
    if (
      type === 'datetime' &&
      (!/^\d/.test(value) || parseDate(value, { iso: true }) === null || value.includes('/'))
    ) {
      throw refusal('RB-8003', { field: `${field}.default`, value, accepted: 'a date such as 2024-01-31' })
    }
  }
}

/** Throws RB-8030 for two roles of one name. */
export function checkRoles(roles: readonly RoleSetting[], ownIds: boolean): void {
  refuseDoubled('roles', roles)
  const given = roles.find(({ id }) => id !== undefined)?.id
  if (!ownIds || given === undefined) return
  throw refusal('RB-8003', {
    field: 'roles.id',
    value: given,
    accepted: 'none, since this site gives them itself',
  })
}

function refuseDoubled(field: string, items: readonly { shortname: string }[]): void {
  const seen = new Set<string>()
  for (const { shortname } of items) {
    // Columns are compared without case, so short names must differ in more.
    if (seen.has(shortname.toLowerCase())) throw refusal('RB-8030', { field, value: shortname })
    seen.add(shortname.toLowerCase())
  }
}

function oneOf(field: string, value: string | number, accepted: readonly (string | number)[]): void {
  if (!accepted.includes(value)) throw refusal('RB-8003', { field, value, accepted: accepted.map(String) })
}

function areDifferent(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length
}
