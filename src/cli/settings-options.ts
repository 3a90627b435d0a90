import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { laidOver, type Nested } from '../config/nested.ts'
import { refusal } from '../domain/finding.ts'

/** Settings for one run or check over those of the feed, or of a new feed. */
export interface SettingsOptions {
  /** A JSON file. */
  readonly settings?: string
  /** `name=value` or `name.below=value`. */
  readonly set: readonly string[]
}

/** `--settings` and `--set`, for one time unless something else is said. */
export function addSettingsOptions(command: Command, when = ' for this time'): Command {
  const over = when === '' ? '' : ', over those of the feed'
  return command
    .option('--settings <FILE>', `a JSON file with settings${when}${over}`)
    .option(
      '--set <NAME=VALUE>',
      `one setting${when}, such as separator=detect; more than once for more`,
      (assignment, before: readonly string[]) => [...before, assignment],
      [],
    )
}

/** Changes to settings that are kept. */
export interface SettingsChange {
  /** A JSON file. */
  readonly file?: string
  /** Paths that go back to the default. */
  readonly reset: readonly string[]
}

/** `[SETTING=VALUE...]`, `--file` and `--reset` of a command that shows and changes the settings of something. */
export function addSettingsChange(command: Command, of: string, such: string): Command {
  return command
    .argument('[SETTING=VALUE...]', `settings to change, such as ${such}`)
    .option('--file <FILE>', `a JSON file with settings, laid over those of the ${of}`)
    .option(
      '--reset <SETTING>',
      'back to the default; more than once for more',
      (one, all: readonly string[]) => [...all, one],
      [],
    )
}

/**
 * The feed's settings with those of the file over them, and those of `--set` over both; objects are merged, so that one
 * name of them can be set alone. Throws RB-8206 for a file that holds no JSON object, RB-8207 for an assignment that is
 * none. Whether the settings exist, their format says.
 */
export async function settingsFrom(options: SettingsOptions, feed: Nested = {}): Promise<Nested> {
  const parts = options.set.map(readAssignment)
  if (options.settings !== undefined) parts.unshift(await readSettingsFile(options.settings))
  return parts.reduce(laidOver, feed)
}

async function readSettingsFile(path: string): Promise<Nested> {
  let settings: unknown
  try {
    settings = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw refusal('RB-8206', { value: path, reason: (error as Error).message }, { cause: error })
  }
  if (!isNested(settings)) throw refusal('RB-8206', { value: path, reason: 'it is no object' })
  return settings
}

/** `newUserEmail.enabled=true` as `{ newUserEmail: { enabled: true } }`. A value that is no JSON is a text. */
function readAssignment(assignment: string): Nested {
  const [, path, text] = /^([\w-]+(?:\.[\w-]+)*)=(.*)$/s.exec(assignment) ?? []
  if (path === undefined || text === undefined) throw refusal('RB-8207', { value: assignment })
  return path
    .split('.')
    .reduceRight<unknown>((value, name) => ({ [name]: value }), jsonOrText(text)) as Nested
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isNested(value: unknown): value is Nested {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
