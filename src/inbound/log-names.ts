import { Temporal } from '../domain/values/temporal.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** What the names of a run's logs say of it (Data Hub rules L-1, L-8). */
export interface RunInName {
  /** From the feed's folder, or from files that somebody named. */
  readonly how: 'scheduled' | 'manual'
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** Of the site. */
  readonly zone: string
}

/** `import_version1_manual_user_Jan_5_2024_140309`, without `.log` (Data Hub rule L-1). */
export function logName({ how, at, zone }: RunInName, entity: string): string {
  const { month, day, year, time } = partsOf(at, zone)
  return `import_version1_${how}_${entity}_${month}_${day}_${year}_${time.replaceAll(':', '')}`
}

/** `import_version1_manual_Jan_05_2024_140309.zip` (Data Hub rule L-8). */
export function logZipName({ how, at, zone }: RunInName): string {
  const { month, day, year, time } = partsOf(at, zone)
  return `import_version1_${how}_${month}_${two(day)}_${year}_${time.replaceAll(':', '')}.zip`
}

/** `Jan/05/2024 14:03:09 +0000`: the time of a line, with the zone's offset (Data Hub rule L-2). */
export function logTime({ at, zone }: Pick<RunInName, 'at' | 'zone'>): string {
  const { month, day, year, time, offset } = partsOf(at, zone)
  return `${month}/${two(day)}/${year} ${time} ${offset}`
}

function partsOf(at: number, zone: string) {
  const then = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return {
    month: MONTHS[then.month - 1]!,
    day: then.day,
    year: then.year,
    time: [then.hour, then.minute, then.second].map(two).join(':'),
    offset: then.offset.replace(':', ''),
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
