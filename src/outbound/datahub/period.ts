import { refusal } from '../../domain/finding.ts'

const PERIOD = /^(?:(\d{1,5})d)?\s*(?:(\d{1,5})h)?\s*(?:(\d{1,5})m)?$/
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `2d12h30m` in milliseconds. Throws RB-7120 for what is no period: the original exported nothing then (quirk Q-28). */
export function periodMs(text: string): number {
  const [found, days = '0', hours = '0', minutes = '0'] = PERIOD.exec(text.trim()) ?? []
  if (!found) throw refusal('RB-7120', { field: 'exportIncrementalDelta', value: text })
  return Number(days) * DAY_MS + Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS
}
