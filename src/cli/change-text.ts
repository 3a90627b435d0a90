import { styleText } from 'node:util'
import type { Change } from '../inbound/read-changes.ts'
import { printable } from './printable.ts'
import { clipToWidth } from './text-width.ts'

/** Values are cut to this many columns: a change stays a line or two. */
const VALUE_WIDTH = 60
const SIGNS = {
  create: styleText('green', '+'),
  update: styleText('yellow', '~'),
  delete: styleText('red', '-'),
}
/** Told by their names. */
const IDS = new Set(['id', 'userId', 'courseId', 'roleId', 'instanceId'])

/** `~ user.csv:12 user maria: city "Cork" → "Galway"` */
export function changeText(change: Change): string {
  const { file, line, kind } = change
  const values = change.change === 'update' ? differences(change) : given(change)
  const told = values.length === 0 ? '' : `: ${values.join(', ')}`
  return `${SIGNS[change.change]} ${printable(file)}:${line} ${kind}${subject(change)}${told}`
}

/** ` maria in BIO-101 as student` */
function subject({ kind, user, course, role, before, after }: Change): string {
  const name = (after ?? before)?.['name']
  const parts = [
    kind === 'course' || user === null ? '' : ` ${user}`,
    typeof name === 'string' ? ` ${name}` : '',
    course === null ? '' : kind === 'course' ? ` ${course}` : ` in ${course}`,
    role === null ? '' : ` as ${role}`,
  ]
  return printable(parts.join(''))
}

function differences({ before, after }: Change): string[] {
  return Object.entries(after!)
    .filter(([field, now]) => JSON.stringify(now) !== JSON.stringify(before![field]))
    .map(([field, now]) => `${field} ${valueText(before![field])} → ${valueText(now)}`)
}

/** What a new thing gets, without what is empty; of one that goes, its name says enough. */
function given({ after }: Change): string[] {
  return Object.entries(after ?? {})
    .filter(([field, value]) => !IDS.has(field) && field !== 'name' && value !== '' && value !== null)
    .map(([field, value]) => `${field} ${valueText(value)}`)
}

function valueText(value: unknown): string {
  return clipToWidth(printable(JSON.stringify(value) ?? 'none'), VALUE_WIDTH)
}
