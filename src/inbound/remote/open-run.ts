import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'
import { loadRun } from '../run-store.ts'
import { type RemoteSite, remoteSite } from './connection.ts'
import { settleIntent } from './run-remote-chunk.ts'

/** A run that is to go on, and its site if that is a server of its own. */
export interface OpenRun {
  readonly run: Run
  readonly files: RunFile[]
  readonly remote: RemoteSite | null
}

/** Reads a run that is to go on. What an earlier process of it was about to write to a server is settled first. */
export async function openRun(hub: Hub, organisationId: number, runId: number): Promise<OpenRun> {
  const { run, files } = await loadRun(hub, organisationId, runId)
  const remote = await remoteSite(hub, organisationId, run.siteId)
  if (remote === null || !(await settleIntent(hub, run, files, remote))) return { run, files, remote }
  return { ...(await loadRun(hub, organisationId, runId)), remote }
}
