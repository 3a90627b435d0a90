import { dateWriter } from '../time/date-pattern.ts'

const STAMP = dateWriter('_MMM_d_yyyy_HHmmss', 'exportTimestamp')

/** Data Hub rule X-9: the stamp goes before the extension, or the stamp and `.csv` after a name without one. */
export function exportFileName(name: string, stamped: boolean, now: number, zone: string): string {
  if (!stamped) return name
  const stamp = STAMP(now, zone)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? `${name}${stamp}.csv` : name.slice(0, dot) + stamp + name.slice(dot)
}
