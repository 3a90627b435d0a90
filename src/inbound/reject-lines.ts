import { csvRow, withoutFormula } from '../formats/csv/writer.ts'
import { decode } from '../formats/encodings/decode.ts'
import type { SourceFile } from '../formats/format.ts'
import { withoutReason } from '../formats/reject-columns.ts'
import type { Reason } from './one-of-each-line.ts'

/**
 * The rejected lines of a file without columns, as they were, with line, code and message behind them. Both sides rise
 * by line.
 */
export async function* rejectedLines(
  source: SourceFile,
  encoding: string,
  log: AsyncIterable<Reason>,
): AsyncGenerator<string> {
  const entries = log[Symbol.asyncIterator]()
  let wanted = await entries.next()
  let number = 0
  for await (const text of linesOf(source, encoding)) {
    if (wanted.done === true) return
    number += 1
    if (number < wanted.value.line) continue
    const { line, code, message } = wanted.value
    const own = withoutReason(text)
    const separator = own.includes(',') ? ',' : ';'
    yield own + separator + csvRow([String(line), code ?? '', withoutFormula(message)], separator)
    wanted = await entries.next()
  }
}

async function* linesOf(source: SourceFile, encoding: string): AsyncGenerator<string> {
  let rest = ''
  for await (const text of decode(source, encoding)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield line.replaceAll('\r', '')
  }
  yield rest.replaceAll('\r', '')
}
