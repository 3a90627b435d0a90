import { Temporal } from '../../domain/values/temporal.ts'

/** What a clock on the wall shows. */
export interface LocalTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** 0 for Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Of the zone from UTC at that instant; seconds, which zones had before there were any, are cut off. */
  readonly offsetMinutes: number
}

export function localTime(instant: number, zone: string): LocalTime {
  const offset = offsetAt(instant, zone)
  const wall = new Date(instant + offset)
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    offsetMinutes: Math.trunc(offset / 60_000),
  }
}

/** Zones change their clocks on quarters of an hour; where they did not, the ends of a block differ and it is not kept. */
const BLOCK_MS = 15 * 60_000
/** Two years of one zone. */
const CACHE_SIZE = 70_000

const zones = new Map<string, Map<number, number | null>>()
let remembered = 0

/** Milliseconds to add to UTC. A file has few days and a million rows: the zone is asked once for each quarter of an hour. */
export function offsetAt(instant: number, zone: string): number {
  const block = Math.floor(instant / BLOCK_MS)
  let offset = zones.get(zone)?.get(block)
  if (offset === undefined) {
    const first = askOffset(block * BLOCK_MS, zone)
    offset = first === askOffset((block + 1) * BLOCK_MS - 1, zone) ? first : null
    remember(zone, block, offset)
  }
  return offset ?? askOffset(instant, zone)
}

function remember(zone: string, block: number, offset: number | null): void {
  if (remembered >= CACHE_SIZE) {
    zones.clear()
    remembered = 0
  }
  remembered++
  const blocks = zones.get(zone)
  if (blocks === undefined) zones.set(zone, new Map([[block, offset]]))
  else blocks.set(block, offset)
}

function askOffset(instant: number, zone: string): number {
  return (
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000
  )
}
