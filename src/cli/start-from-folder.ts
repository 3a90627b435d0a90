import { startFromFolder } from '../inbound/import-folder.ts'
import type { RunKind } from '../inbound/run-row.ts'
import { type FileOptions, requestOf } from './file-options.ts'
import type { Feed } from './find-feed.ts'
import { printable } from './printable.ts'
import type { HubContext } from './with-hub.ts'

/** Starts a run of the files in the feed's folder. Null when there are none to take; what was found is told. */
export async function startFolder(
  context: HubContext,
  feed: Feed,
  kind: Exclude<RunKind, 'apply'>,
  options: FileOptions,
): Promise<number | null> {
  const { hub, output } = context
  const { runId, waiting, lookedFor } = await startFromFolder(
    hub,
    await requestOf(context, feed, kind, options),
  )
  for (const { path, why } of waiting) output.note(`${printable(path)} is not taken: ${why}.`)
  if (runId === null) output.note(`Nothing to import. Looked for: ${lookedFor.map(printable).join(', ')}`)
  return runId
}
