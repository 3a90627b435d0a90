import { sql } from 'kysely'
import { hubOn } from '../../src/cli/open-hub.ts'
import type { Action } from '../../src/domain/action.ts'
import { OUTCOMES, type OutcomeWord } from '../../src/domain/outcome.ts'
import { recordKey } from '../../src/domain/record-key.ts'
import type { SourceRecord } from '../../src/formats/format.ts'
import { type Batch, batchOf } from '../../src/inbound/batch.ts'
import type { Hub } from '../../src/inbound/hub.ts'
import { keepOutline } from '../../src/inbound/outline/stored-outline.ts'
import { AT_THE_BEGINNING, type Progress, runChunk } from '../../src/inbound/run-chunk.ts'
import { finishFile, finishRun, loadRun } from '../../src/inbound/run-store.ts'
import type { Store } from '../../src/store/store.ts'
import { type Batch as Actions, PLAIN_PASSWORDS } from '../support/arbitrary-actions.ts'
import { contextOf, NOW } from '../support/plan-context.ts'
import type { TestSite } from '../support/test-site.ts'

/** Same key in every process, and passwords as they are, so that sites can be compared. */
export function plainHub(store: Store, dataFolder = ''): Hub {
  return { ...hubOn(store, dataFolder, '0f'.repeat(32), () => NOW), passwords: PLAIN_PASSWORDS }
}

export interface How {
  readonly settings: object
  readonly feed?: 0 | 1
  readonly chunkRecords?: number
  /** Called after each chunk. */
  readonly between?: () => Promise<void>
}

/** What the log says of a record. */
export interface Said {
  readonly outcome: OutcomeWord
  /** As a number; 0: none. */
  readonly code: number
  readonly did: number
}

/** Records as a format would give them: equal records have equal texts. */
export function recordsOf(actions: readonly Action[]): SourceRecord[] {
  return actions.map((action, index) => ({
    line: index + 2,
    key: recordKey(action),
    text: JSON.stringify(action, sortedKeys),
    action,
  }))
}

/**
 * A run over files of records that were never bytes, in chunks as small as wanted: the same as `executeRun` does with
 * what a format reads. Gives what the log says of each record, by file.
 */
export async function carryOut(
  hub: Hub,
  site: TestSite,
  files: readonly Actions[],
  { settings, feed = 0, chunkRecords = 100, between }: How,
): Promise<Said[][]> {
  const { organisationId } = site
  const runId = await insertRun(hub.store, site, files, site.feedIds[feed], settings)
  const { run, files: rows } = await loadRun(hub, organisationId, runId)
  const context = contextOf(settings)
  const said: Said[][] = []
  for (const [at, { actions }] of files.entries()) {
    const file = rows[at]!
    const records = recordsOf(actions)
    const batches: Batch[] = []
    for (let start = 0; start < records.length; start += chunkRecords) {
      batches.push(await batchOf(records.slice(start, start + chunkRecords), hub.hashRecord))
    }
    let progress: Progress = { done: 0, counts: {}, ...AT_THE_BEGINNING }
    for (const [index, batch] of batches.entries()) {
      const next = batches[index + 1]
      progress = await runChunk(
        hub,
        run,
        file,
        progress,
        { batch, expected: records.length, ...(next !== undefined && { next }) },
        { ...context, waits: { forMs: 0, open: false } },
      )
      await between?.()
    }
    await finishFile(hub, run, file, (tx) => keepOutline(tx, { ...run, kind: file.kind! }, progress.outline))
    said.push(await logged(hub.store, organisationId, runId, file.fileNo))
  }
  await finishRun(hub, run, { finding: null, mail: null })
  return said
}

function insertRun(
  store: Store,
  { organisationId, siteId }: TestSite,
  files: readonly Actions[],
  feedId: number,
  settings: object,
): Promise<number> {
  const now = new Date(NOW)
  return store.asOrganisation(organisationId, async ({ db }) => {
    const { id } = await db
      .insertInto('run')
      .values({
        organisation_id: organisationId,
        feed_id: feedId,
        site_id: siteId,
        kind: 'import',
        state: 'running',
        verify: false,
        settings: JSON.stringify(settings),
        clock: now,
        started_at: now,
        heartbeat_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const values = files.map((file, index) => ({
      organisation_id: organisationId,
      run_id: id,
      file_no: index + 1,
      name: `${file.kind}-${index + 1}.csv`,
      kind: file.kind,
      entry: 0,
      sha256: '',
      size: 0,
      state: 'waiting',
      records: file.actions.length,
      inspection: JSON.stringify({ kind: file.kind, records: file.actions.length }),
      done: 0,
      counts: '{}',
    }))
    if (values.length > 0) await db.insertInto('run_file').values(values).execute()
    return id
  })
}

export function logged(store: Store, organisationId: number, runId: number, fileNo: number): Promise<Said[]> {
  return store.asOrganisation(organisationId, async ({ db }) => {
    const { rows } = await sql<{ outcomes: number[]; codes: number[]; dids: number[] }>`
      select outcomes, codes, dids from run_log_block
      where organisation_id = ${organisationId} and run_id = ${runId} and file_no = ${fileNo} order by first`.execute(
      db,
    )
    return rows.flatMap(({ outcomes, codes, dids }) =>
      outcomes.map((word, at) => ({ outcome: OUTCOMES[word]!, code: codes[at]!, did: dids[at]! })),
    )
  })
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
