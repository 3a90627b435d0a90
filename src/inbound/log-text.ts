import type { Hub } from './hub.ts'
import { wholeMessage } from './log-message.ts'
import { logTime, type RunInName } from './log-names.ts'
import { readLog } from './read-log.ts'
import type { Run, RunFile } from './run-row.ts'

/** Lines that are put together before they go on, so that a million of them are not a million writes. */
const LINES_AT_ONCE = 1000

/**
 * The log of a file as a text (Data Hub rules L-2, L-3, F-13): a line for each record, good or bad, with the time of the
 * run in brackets, then file and line, then what was done or why not. What is wrong with the file or its header stands
 * at line 1. In pieces of whole lines; no piece when there is nothing to say.
 */
export async function* logText(hub: Hub, run: Run, file: RunFile, named: RunInName): AsyncGenerator<string> {
  const time = logTime(named)
  const line = (number: number, code: string | null, message: string): string => {
    const told = code === null ? message : `${message} (${code})`
    return `[${time}] [${oneLine(file.name)} line ${number}] ${oneLine(told)}\n`
  }
  let piece = ''
  if (file.finding !== null) piece += line(1, file.finding.code, file.finding.message)
  for (const { code, message } of file.inspection?.warnings ?? []) piece += line(1, code, message)
  let lines = 0
  for await (const entry of readLog(hub, run.organisationId, run.id, { file: String(file.fileNo) })) {
    if (entry.fileNo !== file.fileNo) continue
    piece += line(entry.line, entry.code, wholeMessage(entry.outcome, entry.subject, entry.message))
    lines += 1
    if (lines % LINES_AT_ONCE > 0) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/** Keys of records are values of a file, and may hold anything. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}
