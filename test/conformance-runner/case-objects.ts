import * as z from 'zod'
import { CONTEXT_LEVELS } from '../../src/domain/entities.ts'

/** The objects of `conformance/README.md` section 5, every key optional: they are matched in part. */
const text = z.string()
const count = z.number().int().min(0)
const flag = z.boolean()
const day = z.iso.date()

/** With zone, so that it is one instant everywhere. */
export const instant = z.iso.datetime()

const nullish = <T extends z.ZodType>(type: T) => type.nullable().optional()

export const userObject = z.strictObject({
  username: text.optional(),
  email: nullish(text),
  idnumber: nullish(text),
  firstname: nullish(text),
  lastname: nullish(text),
  city: nullish(text),
  country: nullish(text),
  auth: nullish(text),
  lang: nullish(text),
  timezone: nullish(text),
  theme: nullish(text),
  description: nullish(text),
  institution: nullish(text),
  department: nullish(text),
  maildigest: nullish(count),
  autosubscribe: nullish(flag),
  trackforums: nullish(flag),
  suspended: nullish(flag),
  deleted: nullish(flag),
  forcePasswordChange: nullish(flag),
  password: nullish(text),
  profile: nullish(z.record(text, z.union([text, flag]).nullable())),
})

export const courseObject = z.strictObject({
  shortname: text.optional(),
  fullname: nullish(text),
  idnumber: nullish(text),
  category: nullish(text),
  summary: nullish(text),
  format: nullish(text),
  numsections: nullish(count),
  newsitems: nullish(count),
  maxbytes: nullish(count),
  startdate: nullish(day),
  enddate: nullish(day),
  visible: nullish(flag),
  showgrades: nullish(flag),
  showreports: nullish(flag),
  lang: nullish(text),
  theme: nullish(text),
  guestAccess: nullish(z.strictObject({ enabled: flag.optional(), password: nullish(text) })),
  manualEnrol: nullish(flag),
  content: nullish(z.array(text)),
})

export const categoryObject = z.strictObject({
  path: text.optional(),
  name: text.optional(),
  id: count.optional(),
  idnumber: nullish(text),
  visible: nullish(flag),
})

export const enrolmentObject = z.strictObject({
  user: text.optional(),
  course: text.optional(),
  role: nullish(text),
  status: z.enum(['active', 'suspended']).optional(),
  timeStart: nullish(instant),
  timeEnd: nullish(instant),
})

export const roleAssignmentObject = z.strictObject({
  user: text.optional(),
  role: text.optional(),
  context: z.enum(CONTEXT_LEVELS).optional(),
  instance: nullish(text),
})

export const groupObject = z.strictObject({
  course: text.optional(),
  name: text.optional(),
  idnumber: nullish(text),
  description: nullish(text),
  members: z.array(text).optional(),
})

export const groupingObject = z.strictObject({
  course: text.optional(),
  name: text.optional(),
  groups: z.array(text).optional(),
})

export const cohortObject = z.strictObject({
  idnumber: text.optional(),
  name: text.optional(),
  description: nullish(text),
  visible: nullish(flag),
  /** Its path; null: of the whole site. */
  category: nullish(text),
  members: z.array(text).optional(),
})

/** Section 2.1. What is not given has its default. */
export const siteFacts = z.strictObject({
  now: instant.optional(),
  name: text.optional(),
  url: text.optional(),
  adminEmail: text.optional(),
  timezone: text.optional(),
  defaultLang: text.optional(),
  languages: z.array(text).optional(),
  themes: z.array(text).optional(),
  userThemesAllowed: flag.optional(),
  courseThemesAllowed: flag.optional(),
  authPlugins: z.array(text).optional(),
  forumTracking: flag.optional(),
  forcedTimezone: nullish(text),
  passwordPolicy: z
    .strictObject({
      enabled: flag,
      minLength: count,
      digits: count,
      lower: count,
      upper: count,
      nonAlphanumeric: count,
    })
    .partial()
    .optional(),
  courseFormats: z.array(text).optional(),
  maxSections: count.optional(),
  maxUploadBytes: count.optional(),
  courseDefaults: z
    .strictObject({
      format: text,
      numsections: count,
      newsitems: count,
      showgrades: flag,
      showreports: flag,
      maxbytes: count,
      visible: flag,
      lang: text,
    })
    .partial()
    .optional(),
  enrolPlugins: z.array(text).optional(),
  manualAddedByDefault: flag.optional(),
  guestAddedByDefault: flag.optional(),
  guestEnabledByDefault: flag.optional(),
})
