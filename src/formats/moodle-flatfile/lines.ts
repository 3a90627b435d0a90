import { refusal } from '../../domain/finding.ts'
import { MAX_RECORD_LENGTH } from '../csv/limits.ts'
import { decode } from '../encodings/decode.ts'
import type { SourceFile } from '../format.ts'

/** A line of a flat file that says something, without its line end and outer spaces. */
export interface Line {
  /** Counted from 1, blank lines included. */
  readonly line: number
  readonly text: string
}

/**
 * The lines of a flat file, as many at a time as a piece of it holds; blank ones are left out but counted
 * (moodle-csv.md 1.1). Throws RollbookError RB-1022 for an endless line, and what `decode` throws.
 */
export async function* linesOf(file: SourceFile, encoding: string): AsyncGenerator<Line[]> {
  let rest = ''
  let number = 0
  for await (const piece of decode(file, encoding)) {
    const texts = (rest + piece).split('\n')
    rest = texts.pop()!
    const lines: Line[] = []
    for (const whole of texts) {
      number += 1
      take(whole, number, lines)
    }
    if (rest.length > MAX_RECORD_LENGTH)
      throw refusal('RB-1022', { line: number + 1, limit: MAX_RECORD_LENGTH })
    yield lines
  }
  const last: Line[] = []
  take(rest, number + 1, last)
  yield last
}

function take(whole: string, line: number, lines: Line[]): void {
  if (whole.length > MAX_RECORD_LENGTH) throw refusal('RB-1022', { line, limit: MAX_RECORD_LENGTH })
  const text = whole.replaceAll('\r', '').trim()
  if (text !== '') lines.push({ line, text })
}
