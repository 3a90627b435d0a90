import { sql } from 'kysely'
import type { Tx } from '../../src/store/store.ts'
import type { Origin } from '../support/site-content.ts'
import { withOrigins } from '../support/site-content.ts'

interface Change {
  readonly id: number
  readonly run_id: number
  readonly line: number
  readonly kind: string
  readonly entity: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

type Entity = Record<string, unknown>

/**
 * Walks a site's history backwards: what is there now, then each change taken back, the youngest first, down to the
 * start of a run. A row's own origin tells of its creation. Throws where history and what is there contradict each
 * other. Every run has one file here, and runs follow each other.
 */
export async function walkBack(tx: Tx, siteId: number, runId: number): Promise<Record<string, Entity>> {
  const { content, origins } = await withOrigins(tx, siteId)
  const there = new Map<string, Entity>()
  const madeBy = new Map<string, Origin>()
  for (const [kind, entities] of Object.entries(content)) {
    for (const [key, entity] of Object.entries(entities)) {
      there.set(`${kind} ${key}`, entity as Entity)
      madeBy.set(`${kind} ${key}`, origins.get(`${kind} ${key}`)!)
    }
  }
  const { rows } = await sql<Change>`
    select id, run_id, line, kind, entity, before, after from history
    where site_id = ${siteId} and run_id >= ${runId} order by run_id desc, line desc, id desc`.execute(tx.db)

  const takeBackCreations = (down: { run: number; line: number }) => {
    for (const [key, [run, , line]] of [...madeBy]) {
      if (run === null || run < down.run || (run === down.run && line! <= down.line)) continue
      there.delete(key)
      madeBy.delete(key)
    }
  }
  for (const change of rows) {
    takeBackCreations({ run: change.run_id, line: change.line })
    takeBack(change, there, madeBy)
  }
  takeBackCreations({ run: runId - 1, line: Number.POSITIVE_INFINITY })
  return Object.fromEntries(there)
}

function takeBack(change: Change, there: Map<string, Entity>, madeBy: Map<string, Origin>): void {
  const key = `${change.kind} ${change.entity}`
  const present = there.get(key)
  const contradiction = new Error(
    `${key} is ${JSON.stringify(present)}, but history says ${JSON.stringify(change)}`,
  )
  if (change.after === null) {
    if (present !== undefined) throw contradiction
    const { origin, ...before } = change.before!
    there.set(key, entityOf(before))
    if (origin !== undefined) madeBy.set(key, origin as Origin)
    return
  }
  if (present === undefined) throw contradiction
  for (const [field, value] of Object.entries(entityOf(change.after))) {
    if (JSON.stringify(present[field]) !== JSON.stringify(value)) throw contradiction
  }
  if (change.before === null) {
    there.delete(key)
    madeBy.delete(key)
  } else there.set(key, { ...present, ...entityOf(change.before) })
}

/** History tells times as ISO text. */
function entityOf(image: Readonly<Record<string, unknown>>): Entity {
  return Object.fromEntries(
    Object.entries(image).map(([field, value]) => [
      field,
      /^time(Start|End)$/.test(field) && value !== null ? Date.parse(String(value)) : value,
    ]),
  )
}
