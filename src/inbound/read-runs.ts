import { sql } from 'kysely'
import { type Finding, refusal } from '../domain/finding.ts'
import type { OutcomeWord } from '../domain/outcome.ts'
import type { Tx } from '../store/store.ts'
import type { Counts, RunFile, RunKind, RunState } from './run-row.ts'
import { runFiles } from './run-store.ts'

/** A run as it is told to people: its row, with the sums of its files. */
export interface RunSummary {
  readonly id: number
  readonly kind: RunKind
  readonly feed: string
  readonly feedId: number
  readonly site: string
  readonly state: RunState
  readonly verify: boolean
  readonly startedAt: Date
  readonly endedAt: Date | null
  /** When it last committed a chunk. */
  readonly heartbeatAt: Date
  /** Of a run that applied a plan: the plan. */
  readonly planId: number | null
  /** Names of its files. */
  readonly files: readonly string[]
  /** Of these, how many were refused as a whole. */
  readonly filesRefused: number
  /** Records read. */
  readonly records: number
  readonly counts: Counts
  /** Why it failed. */
  readonly finding: Finding | null
}

/** Which runs to read. What is absent leaves none out. */
export interface RunFilter {
  readonly id?: number
  readonly feedId?: number
  readonly state?: RunState
  readonly limit?: number
}

type Row = Omit<RunSummary, 'counts'> & { readonly fileCounts: readonly Counts[] }

/** The newest first. */
export async function listRuns(tx: Tx, filter: RunFilter = {}): Promise<RunSummary[]> {
  const { rows } = await sql<Row>`
    select run.id, run.kind, feed.name as feed, run.feed_id as "feedId", site.name as site, run.state, run.verify,
      run.started_at as "startedAt", run.ended_at as "endedAt", run.heartbeat_at as "heartbeatAt",
      run.plan_run_id as "planId", run.finding, f.*
    from run
    join feed on feed.organisation_id = run.organisation_id and feed.id = run.feed_id
    join site on site.id = run.site_id
    cross join lateral (
      select coalesce(array_agg(name order by file_no), '{}') as files, coalesce(sum(records), 0)::bigint as records,
        count(*) filter (where state = 'refused') as "filesRefused",
        coalesce(jsonb_agg(counts), '[]') as "fileCounts"
      from run_file where organisation_id = run.organisation_id and run_id = run.id) f
    where run.id = coalesce(${filter.id ?? null}, run.id) and run.state = coalesce(${filter.state ?? null}, run.state)
      and run.feed_id = coalesce(${filter.feedId ?? null}, run.feed_id)
    order by run.id desc limit ${filter.limit ?? null}`.execute(tx.db)
  return rows.map(({ fileCounts, ...run }) => ({ ...run, counts: sumOf(fileCounts) }))
}

/** A run with its files, each with what became of its records. Throws RB-5002 when there is none of that number. */
export async function readRun(tx: Tx, id: number): Promise<{ run: RunSummary; parts: RunFile[] }> {
  const [run] = await listRuns(tx, { id })
  if (run === undefined) throw refusal('RB-5002', { value: id })
  return { run, parts: await runFiles(tx, id) }
}

function sumOf(all: readonly Counts[]): Counts {
  const sum: Counts = {}
  for (const counts of all) {
    for (const [word, number] of Object.entries(counts) as [OutcomeWord, number][]) {
      sum[word] = (sum[word] ?? 0) + number
    }
  }
  return sum
}
