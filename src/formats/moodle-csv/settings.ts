import * as z from 'zod'
import { canonicalEncoding } from '../encodings/guess.ts'
import { FEED_SETTINGS } from '../feed-settings.ts'

/** The delimiters of Moodle's uploads by their names (moodle-csv.md section 0). */
export const DELIMITERS = { comma: ',', semicolon: ';', colon: ':', tab: '\t' } as const

export type Delimiter = keyof typeof DELIMITERS

const DELIMITER_NAMES = Object.keys(DELIMITERS) as [Delimiter, ...Delimiter[]]

export const encoding = z
  .string()
  .refine((label) => label === 'detect' || canonicalEncoding(label) !== null, {
    error: 'utf-8, detect, or the WHATWG name of an encoding such as windows-1252 or shift_jis',
  })
  .default('utf-8')

/** Settings of a feed whose format has no kind of file for this name: none is looked for. */
export const noFile = z.literal('').default('')

/** The feed's own settings that every upload has. Which files it looks for, each format says. */
export const UPLOAD_FEED_SETTINGS = {
  importPath: FEED_SETTINGS.importPath,
  logPath: FEED_SETTINGS.logPath,
  logEmailRecipients: FEED_SETTINGS.logEmailRecipients,
  enrolmentFile: noFile,
}

/** What reading a file with a header takes. */
export const TABLE_SETTINGS = {
  delimiter: z.enum(DELIMITER_NAMES).default('comma'),
  /** A WHATWG label, tried after a byte order mark and strict UTF-8; `detect` guesses and warns. */
  encoding,
}

export interface TableSettings {
  readonly delimiter: Delimiter
  readonly encoding: string
}
