import * as z from 'zod'
import { IDENTIFYING_FIELDS } from '../../domain/action.ts'
import { cellSettings } from '../csv/cell-states.ts'
import { SEPARATOR_SETTINGS } from '../csv/find-separator.ts'
import { canonicalEncoding } from '../encodings/guess.ts'
import { FEED_SETTINGS } from '../feed-settings.ts'
import { guardSettings } from '../guard-settings.ts'
import { parseSettings } from '../settings.ts'
import { WAITING_SETTINGS } from '../waiting-settings.ts'
import { checkFieldMapping } from './field-mapping.ts'

const text = z.string()
const mail = { enabled: z.boolean().default(false), subject: text.default(''), template: text.default('') }
const mapping = z.record(text, text).default({})

/** Settings of a `datahub-csv` feed. Names, meaning and defaults up to `allowChangemePassword`: Data Hub section 10. */
export const datahubSettings = z.strictObject({
  createOrUpdate: z.boolean().default(false),
  identifyBy: z
    .array(z.enum(IDENTIFYING_FIELDS))
    .min(1)
    .default([...IDENTIFYING_FIELDS]),
  createGroupsAndGroupings: z.boolean().default(false),
  allowDuplicateEmails: z.boolean().default(false),
  fieldMapping: z
    .strictObject({ user: mapping, course: mapping, enrolment: mapping })
    .prefault({})
    .describe('{ user, course, enrolment }, each { field: column }'),
  newUserEmail: z.strictObject(mail).prefault({}),
  newEnrolmentEmail: z
    .strictObject({ ...mail, from: z.enum(['admin', 'teacher']).default('admin') })
    .prefault({}),
  /** Take `changeme` as a real password. */
  allowChangemePassword: z.boolean().default(false),
  /** A WHATWG label, tried after a byte order mark and strict UTF-8; `detect` guesses and warns. */
  encoding: text
    .refine((label) => label === 'detect' || canonicalEncoding(label) !== null, {
      error: 'utf-8, detect, or the WHATWG name of an encoding such as windows-1252 or shift_jis',
    })
    .default('utf-8'),
  separator: z.enum(SEPARATOR_SETTINGS).default(','),
  ...cellSettings('leave'),
  /** Also read ISO dates (Data Hub quirk Q-14). */
  isoDates: z.boolean().default(false),
  /** What the action `disable` of user files does (Data Hub quirk Q-3); it never removes. */
  disableAction: z.enum(['reject', 'suspend']).default('reject'),
  /** Old behaviour that a site moving over may depend on. All off. */
  compatibility: z
    .strictObject({
      /** An enrolment `update` for somebody who is not enrolled enrols, if it names a role (Data Hub quirk Q-5). */
      updateMayEnrol: z.boolean().default(false),
    })
    .prefault({}),
  ...guardSettings({ rowDropPercent: null }),
  ...WAITING_SETTINGS,
  ...FEED_SETTINGS,
})

export type DatahubSettings = z.output<typeof datahubSettings>

/** Throws RollbookError RB-8001 to RB-8004, naming the setting. */
export function readSettings(raw: unknown): DatahubSettings {
  const settings = parseSettings(datahubSettings, raw)
  checkFieldMapping(settings.fieldMapping)
  return settings
}
