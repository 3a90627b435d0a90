import { type Finding, finding, refusal } from '../../domain/finding.ts'
import { nearest } from '../../domain/values/nearest.ts'
import { isRejectColumn } from '../reject-columns.ts'

/** The columns of a format whose headers may hold others too. */
export interface KnownColumns {
  /** Without it a file is refused. Spelled as `plainName` gives it. */
  readonly needed: string
  /** All of which something is kept, for messages. */
  readonly names: readonly string[]
  /** What of the spelling counts. */
  plainName(label: string): string
  /** Null: not known. `unkept`: accepted, and nothing of it is kept. */
  columnNamed(label: string): string | null
}

/**
 * Makes the judge of headers: columns that are not known are passed over with a warning. It throws RollbookError RB-1041
 * for a column that comes twice, RB-1042 where the needed one is not there.
 */
export function headerJudge(known: KnownColumns): (cells: readonly string[]) => readonly Finding[] {
  return (cells) => {
    const warnings: Finding[] = []
    const seen = new Map<string, number>()
    for (const [index, cell] of cells.entries()) {
      const field = cell.trim()
      if (isRejectColumn(field)) continue
      const name = known.plainName(field)
      const first = seen.get(name)
      if (first !== undefined) throw refusal('RB-1041', { field, first: first + 1, second: index + 1 })
      seen.set(name, index)
      const column = known.columnNamed(field)
      if (column === null) warnings.push(unknownColumn(field, known))
      if (column === 'unkept') warnings.push(finding('RB-1305', { field }))
    }
    if (!seen.has(known.needed)) {
      throw refusal('RB-1042', { missing: [known.needed], found: cells.map((cell) => cell.trim()) })
    }
    return warnings
  }
}

function unknownColumn(field: string, { names }: KnownColumns): Finding {
  const meant = nearest(field, names)
  return meant === null ? finding('RB-1045', { field }) : finding('RB-1046', { field, nearest: meant })
}
