import { styleText } from 'node:util'
import type { Change } from '../inbound/read-changes.ts'
import { printable } from './printable.ts'
import { clipToWidth } from './text-width.ts'

/** Values are cut to this many columns: a change stays a line or two. */
const VALUE_WIDTH = 60
const SIGNS = {
  created: styleText('green', '+'),
  updated: styleText('yellow', '~'),
  deleted: styleText('red', '-'),
}

/** What is told of a change: of a plan's as of one in the history. */
export type ToldChange = Pick<Change, 'file' | 'line' | 'change' | 'subject' | 'before' | 'after'>

/** `~ user.csv:12 user "maria": city "Cork" → "Galway"` */
export function changeText(change: ToldChange): string {
  const { file, line, subject } = change
  const values = change.change === 'updated' ? differences(change) : given(change)
  const told = values.length === 0 ? '' : `: ${values.join(', ')}`
  return `${SIGNS[change.change]} ${printable(`${file}:${line} ${subject}`)}${told}`
}

function differences({ before, after }: ToldChange): string[] {
  return Object.entries(after!)
    .filter(([field, now]) => JSON.stringify(now) !== JSON.stringify(before![field]))
    .map(([field, now]) => `${field} ${valueText(before![field])} → ${valueText(now)}`)
}

/** What a new thing gets, without what is empty; of one that goes, its name says enough. */
function given({ after }: ToldChange): string[] {
  return Object.entries(after ?? {})
    .filter(([, value]) => value !== '' && value !== null)
    .map(([field, value]) => `${field} ${valueText(value)}`)
}

function valueText(value: unknown): string {
  return clipToWidth(printable(JSON.stringify(value) ?? 'none'), VALUE_WIDTH)
}
