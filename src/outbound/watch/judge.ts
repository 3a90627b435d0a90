import { type Finding, finding } from '../../domain/finding.ts'
import type { Moments } from './timetable.ts'
import type { OpenWatch, Watch } from './watches.ts'

/** A date after a look at it, with what is to be told of it for the first time. */
export interface Judged {
  readonly watch: Watch
  /** Its file is missing (RB-7128), or was at the deadline (RB-7129). */
  readonly missing: Finding | null
}

/**
 * What a look makes of a date (outbound rule O-45). Every time to warn at is told once, and so is that the file was not there
 * by the deadline, also of one that was published after it. Times that passed since the look before are told together.
 *
 * @param settledAt when the date was settled; null: its file is missing
 */
export function judge(
  { settledAt: _, ...watch }: OpenWatch,
  { warnings, deadline }: Moments,
  fileName: string,
  settledAt: number | null,
  now: number,
): Judged {
  const told = Math.max(watch.since, ...watch.warnedAt)
  const wasLate = settledAt === null ? now >= deadline : settledAt > deadline
  const isIncident = wasLate && watch.incidentAt === null && watch.since < deadline
  const isWarning = settledAt === null && !wasLate && warnings.some((at) => at > told && at <= now)
  const tell = (code: 'RB-7128' | 'RB-7129') =>
    finding(code, { value: fileName, deadline: new Date(deadline).toISOString() })
  return {
    watch: {
      ...watch,
      publishedAt: settledAt,
      ...(isIncident && { incidentAt: now }),
      ...(isWarning && { warnedAt: [...watch.warnedAt, now] }),
    },
    missing: isIncident ? tell('RB-7129') : isWarning ? tell('RB-7128') : null,
  }
}
