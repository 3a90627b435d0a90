import { ACTIVITY_TIMES } from '../../domain/activity-entities.ts'

const TIMES: ReadonlySet<string> = new Set(['timeStart', 'timeEnd', ...ACTIVITY_TIMES])

/** An entity as the history and stored plans keep it: its own field names, times as ISO text. */
export function image(entity: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entity).map(([field, value]) => [field, shown(field, value)]))
}

/** Only what differs between two states of an entity, before and after. */
export function difference(
  before: object,
  after: object,
): [Record<string, unknown>, Record<string, unknown>] {
  const old = image(before)
  const now = image(after)
  const from: Record<string, unknown> = {}
  const to: Record<string, unknown> = {}
  for (const field of Object.keys(now)) {
    if (JSON.stringify(old[field]) === JSON.stringify(now[field])) continue
    from[field] = old[field]
    to[field] = now[field]
  }
  return [from, to]
}

function shown(field: string, value: unknown): unknown {
  return TIMES.has(field) && typeof value === 'number' ? new Date(value).toISOString() : value
}
