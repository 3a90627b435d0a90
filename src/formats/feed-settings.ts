import * as z from 'zod'

/** Names that programs give to a file while they upload it. */
const TEMPORARY_SUFFIXES = ['.part', '.tmp', '.filepart']

const text = z.string()

/** Empty: no file of this kind is looked for. */
const fileName = text.refine(isPlainName, {
  error: `a name without folders that does not begin with a dot and ends in none of ${TEMPORARY_SUFFIXES.join(', ')}`,
})

/**
 * Settings of a feed as a whole, whatever its format: where its files come from and where its logs go. A format that
 * reads three kinds of file takes them into its own settings, so that one place knows all names that there are. Names,
 * meaning and defaults: Data Hub section 10; `logPath` is off by default, because the log is in the database.
 */
export const FEED_SETTINGS = {
  /** The folder of Data Hub rule S-1, below the data folder. */
  importPath: text.default('/datahub/dhimport_version1'),
  userFile: fileName.default('user.csv'),
  courseFile: fileName.default('course.csv'),
  enrolmentFile: fileName.default('enroll.csv'),
  /** The folder of Data Hub rule L-1, below the data folder; empty: no log files. */
  logPath: text.default(''),
  /** Addresses with commas between them (Data Hub rule L-8); empty: no log mail. */
  logEmailRecipients: text.default(''),
}

/**
 * For formats whose files hold several kinds of record, or come under dated names: the name of a file in the folder, in
 * which one `*` stands for any characters. Empty: none is looked for.
 */
export const packageFile = fileName.refine((name) => name.split('*').length <= 2, {
  error: 'a name with one * at most',
})

const feedSettings = z.object({ ...FEED_SETTINGS, packageFile: packageFile.default('') })

export type FeedSettings = z.output<typeof feedSettings>

/** The part of settings that is the feed's. `settings` is what `Format.settings` gave, so they are good. */
export function feedSettingsOf(settings: unknown): FeedSettings {
  return feedSettings.parse(settings)
}

/** A feed of full lists may say so: then its imports only show what they would do. `settings` as above. */
export function isDryRun(settings: unknown): boolean {
  return (settings as { readonly dryRun?: boolean }).dryRun === true
}

/** Is it the name of a file that somebody has finished to upload, and nothing more? */
export function isPlainName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no file has them in its name by intent
  if (/[/\\\u0000-\u001f]/.test(name) || name.startsWith('.')) return false
  return !TEMPORARY_SUFFIXES.some((suffix) => name.toLowerCase().endsWith(suffix))
}
