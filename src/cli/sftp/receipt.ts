import type { RollbookError } from '../../domain/finding.ts'
import { csvRow, withoutFormula } from '../../formats/csv/writer.ts'
import { hashFile } from '../../inbound/archive.ts'
import { arrivalDocument } from '../check/arrival-report.ts'
import { openArrivals } from '../check/arrivals.ts'
import { type CheckedFile, checkFiles, refusedFile } from '../check/check-files.ts'
import { checkedDocument } from '../check/check-report.ts'

/** Refused records that a receipt names, of each file in it. */
const MOST_FINDINGS = 1000
const COLUMNS = ['file', 'line', 'code', 'field', 'message']

/** What a sender is told about a file: what it is, and whether it is well made. Nothing was done with it. */
export interface Receipt {
  readonly json: string
  /** One line for each finding, for people with a spreadsheet. */
  readonly csv: string
}

/** Looks at a file as `rollbook check` does. `name` is what it is called. */
export async function receiptFor(path: string, name: string, receivedAt: number): Promise<Receipt> {
  const sha256 = await hashFile(path)
  const checked: CheckedFile[] = []
  const files: object[] = []
  const arrivals: object[] = []
  const options = { format: null, settings: {}, kind: undefined, nameOf: () => name }
  for (const arrival of await openArrivals([path], options)) {
    if ('refusal' in arrival) {
      checked.push(refusedFile(arrival.name, arrival.refusal))
      files.push(checkedDocument(checked.at(-1)!, null))
      continue
    }
    const looked = await checkFiles(arrival, { settings: {}, most: MOST_FINDINGS, onProgress: () => {} })
    checked.push(...looked.files)
    files.push(...looked.files.map((file) => checkedDocument(file, arrival.format.name)))
    arrivals.push(arrivalDocument(arrival, looked))
  }
  const document = {
    file: name,
    receivedAt: new Date(receivedAt).toISOString(),
    sha256,
    result: resultOf(checked),
    files,
    arrivals,
  }
  return { json: `${JSON.stringify(document, null, 2)}\n`, csv: csvOf(checked) }
}

/** The receipt of a file that cannot be looked at to its end. */
export function unreadReceipt(name: string, receivedAt: number, error: RollbookError): Receipt {
  const refused = refusedFile(name, error.finding)
  const document = { file: name, receivedAt: new Date(receivedAt).toISOString(), result: 'refused' }
  return {
    json: `${JSON.stringify({ ...document, files: [checkedDocument(refused, null)] }, null, 2)}\n`,
    csv: csvOf([refused]),
  }
}

function resultOf(checked: readonly CheckedFile[]): 'wellMade' | 'findings' | 'refused' {
  if (checked.every(({ refusal }) => refusal !== null)) return 'refused'
  return checked.every(({ refusal, refused }) => refusal === null && refused === 0) ? 'wellMade' : 'findings'
}

function csvOf(checked: readonly CheckedFile[]): string {
  const rows = checked.flatMap(({ name, refusal, findings }) => [
    ...(refusal === null ? [] : [[name, '', refusal.code, refusal.field ?? '', refusal.message]]),
    ...findings.map(({ line, code, field, message }) => [name, String(line), code, field ?? '', message]),
  ])
  return [COLUMNS, ...rows.map((row) => row.map(withoutFormula))].map((row) => `${csvRow(row)}\r\n`).join('')
}
