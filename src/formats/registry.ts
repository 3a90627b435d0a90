import { refusal } from '../domain/finding.ts'
import { datahubCsv } from './datahub-csv/format.ts'
import type { Format } from './format.ts'

/** Every inbound format. A new one is its folder and a line here. */
export const FORMATS: readonly Format[] = [datahubCsv as Format]

/** Throws RollbookError RB-8005 when there is no such format. */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((candidate) => candidate.name === name)
  if (format !== undefined) return format
  throw refusal('RB-8005', { value: name, accepted: FORMATS.map((known) => known.name) })
}
