import { finding } from '../../domain/finding.ts'
import { settleEncoding } from '../encodings/settle.ts'
import type { Inspection, SourceFile } from '../format.ts'
import { refuseOtherKind } from '../moodle-csv/inspect.ts'
import { linesOf } from './lines.ts'
import { roleNames } from './roles.ts'
import type { FlatfileSettings } from './settings.ts'

/**
 * Reads a whole flat file once: encoding and counts. A file without any line is fine. Throws RollbookError RB-10xx
 * when it is no text, RB-1303 when it was sent as a file of another kind.
 */
export async function inspect(file: SourceFile, settings: FlatfileSettings): Promise<Inspection> {
  refuseOtherKind(file, 'enrolment')
  const { encoding, guessed, result } = await settleEncoding(file, settings.encoding, (encoding) =>
    look(file, encoding),
  )
  const { warnings } = roleNames(settings.roleAliases)
  return {
    kind: 'enrolment',
    encoding,
    lines: true,
    ...result,
    warnings: guessed ? [finding('RB-1008', { value: encoding }), ...warnings] : warnings,
  }
}

/** The first field of a line that ends something, in quotes or not. */
const DEL = /^[\s"']*del/i

async function look(
  file: SourceFile,
  encoding: string,
): Promise<Pick<Inspection, 'records' | 'blankLines' | 'mayRemove'>> {
  let records = 0
  let mayRemove = 0
  let last = 0
  for await (const lines of linesOf(file, encoding)) {
    records += lines.length
    for (const { text } of lines) if (DEL.test(text)) mayRemove++
    last = lines.at(-1)?.line ?? last
  }
  return { records, blankLines: last - records, mayRemove }
}
