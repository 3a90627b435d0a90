import { type Finding, finding } from '../../domain/finding.ts'
import type { CategorySync } from '../../domain/sync-action.ts'
import { endBeforeStart } from './end-before-start.ts'
import { lostReference, type References } from './references.ts'
import type { Row } from './row.ts'

/** The academic sessions of a package that classes may refer to, with their first days. */
export class Sessions implements References {
  readonly file = 'academicSessions.csv'
  readonly isWhole: boolean
  readonly #starts = new Map<string, string>()
  readonly #parents = new Map<string, string>()

  constructor(isWhole: boolean) {
    this.isWhole = isWhole
  }

  /** Takes a row without faults of its own; `settle` follows when all are taken. */
  add(row: Row): void {
    if (datesFault(row) !== null) return
    this.#starts.set(row.sourcedId, row.get('startDate'))
    const parent = row.get('parentSourcedId')
    if (parent !== '') this.#parents.set(row.sourcedId, parent)
  }

  /** Gives up the sessions whose parent is unknown, and those below them. */
  settle(): void {
    if (!this.isWhole) return
    const settled = new Set<string>()
    for (const id of this.#parents.keys()) {
      const way: string[] = []
      let at: string | undefined = id
      while (at !== undefined && this.has(at) && !settled.has(at)) {
        settled.add(at)
        way.push(at)
        at = this.#parents.get(at)
      }
      if (at === undefined || this.has(at)) continue
      for (const lost of way) this.#starts.delete(lost)
    }
  }

  has(sourcedId: string): boolean {
    return this.#starts.has(sourcedId)
  }

  /** The first day of the earliest, `YYYY-MM-DD`; null when one of them came with an earlier package. */
  earliestStart(sourcedIds: readonly string[]): string | null {
    const starts = sourcedIds.map((id) => this.#starts.get(id))
    return starts.includes(undefined) ? null : (starts as string[]).toSorted()[0]!
  }
}

/** A session changes nothing of a site: it gives its dates to classes. */
export function sessionAction(row: Row, sessions: Sessions): CategorySync | Finding {
  if (row.isWithdrawn) return nothing(row, finding('RB-1261'))
  return (
    datesFault(row) ??
    lostReference(row.sourcedId, 'parentSourcedId', [row.get('parentSourcedId')], sessions) ??
    nothing(row, finding('RB-1260'))
  )
}

function datesFault(row: Row): Finding | null {
  return endBeforeStart(row, 'startDate', 'endDate')
}

/** Left whatever the site has under that id number. */
function nothing(row: Row, note: Finding): CategorySync {
  return {
    kind: 'category',
    verb: 'sync',
    idnumber: row.sourcedId,
    name: row.get('title'),
    parent: null,
    visible: true,
    ifKnown: 'leave',
    ifUnknown: 'leave',
    note,
  }
}
