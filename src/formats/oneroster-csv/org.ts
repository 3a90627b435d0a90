import { type Finding, finding } from '../../domain/finding.ts'
import type { CategorySync } from '../../domain/sync-action.ts'
import { MAX_DEPTH } from './limits.ts'
import type { Row } from './row.ts'

/** What an organisation's row says, as far as those below it need it. */
interface Org {
  readonly name: string
  readonly parent: string | null
  readonly line: number
}

/** The way up from an organisation, and how it ends. */
interface Way {
  readonly ids: readonly string[]
  readonly end: 'top' | 'circle' | 'limit'
}

/** The organisations of a package, so that one may stand in the file before those above it. */
export class OrgTree {
  readonly #orgs = new Map<string, Org>()

  add(row: Row): void {
    this.#orgs.set(row.sourcedId, { name: row.get('name'), parent: parentOf(row), line: row.line })
  }

  /** From the top down, without the organisation itself; of a circle, or of more than the limit, those seen so far. */
  above(sourcedId: string): Way {
    const ids: string[] = []
    const seen = new Set([sourcedId])
    let at = this.#orgs.get(sourcedId)?.parent ?? null
    while (at !== null && this.#orgs.has(at)) {
      if (seen.has(at)) return { ids, end: 'circle' }
      if (ids.length === MAX_DEPTH) return { ids, end: 'limit' }
      seen.add(at)
      ids.unshift(at)
      at = this.#orgs.get(at)!.parent
    }
    return { ids, end: 'top' }
  }

  get(sourcedId: string): Org {
    return this.#orgs.get(sourcedId)!
  }
}

/**
 * An organisation is a category, known by its id number whatever its name and place: one that is there stays as it is
 * (reference page, section 3).
 */
export function orgAction(row: Row, tree: OrgTree): CategorySync | Finding {
  const { sourcedId, line } = row
  const common = {
    kind: 'category',
    verb: 'sync',
    idnumber: sourcedId,
    name: row.get('name'),
    parent: parentOf(row),
    visible: true,
    ifKnown: 'leave',
  } as const
  if (row.isWithdrawn) return { ...common, ifUnknown: 'leave', note: finding('RB-1261') }

  const { ids, end } = tree.above(sourcedId)
  const field = 'parentSourcedId'
  const value = row.get(field)
  if (end === 'limit') return finding('RB-1249', { row: sourcedId, field, value, limit: MAX_DEPTH })
  if (end === 'circle' && leadsBack(sourcedId, ids, tree)) {
    const way = [sourcedId, ...ids.toReversed(), sourcedId].join(' → ')
    return finding('RB-1248', { row: sourcedId, field, value, way })
  }
  const later = end === 'circle' ? [] : ids.filter((id) => tree.get(id).line > line)
  if (later.length === 0) return { ...common, ifUnknown: 'create' }
  const above = later.map((idnumber) => {
    const { name, parent } = tree.get(idnumber)
    return { idnumber, name, parent }
  })
  return { ...common, ifUnknown: 'create', above }
}

/** Is the organisation itself in the circle that is above it, or does it only hang below one? */
function leadsBack(sourcedId: string, ids: readonly string[], tree: OrgTree): boolean {
  return ids.length === 0 || tree.get(ids[0]!).parent === sourcedId
}

function parentOf(row: Row): string | null {
  return row.get('parentSourcedId') || null
}
