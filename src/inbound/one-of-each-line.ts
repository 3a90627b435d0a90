import type { LogEntry } from './read-log.ts'

/** What a rejected line is given back with. */
export type Reason = Pick<LogEntry, 'line' | 'code' | 'message'>

/** A line of which several things were refused comes once, with all their messages. Both rise by line. */
export async function* oneOfEachLine(entries: AsyncIterable<LogEntry>): AsyncGenerator<Reason> {
  let last = null as Reason | null
  for await (const { line, code, message } of entries) {
    if (last?.line === line) last = { ...last, message: `${last.message}; ${message}` }
    else {
      if (last !== null) yield last
      last = { line, code, message }
    }
  }
  if (last !== null) yield last
}
