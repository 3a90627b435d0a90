import type { Batch } from '../batch.ts'
import type { Position } from '../cursor.ts'
import type { Hub } from '../hub.ts'
import type { Run, RunFile } from '../run-row.ts'
import type { RunContext } from '../waiting/run-context.ts'
import type { RemoteSite } from './connection.ts'
import { runRemoteChunk } from './run-remote-chunk.ts'
import { sealedPasswords } from './sealed-passwords.ts'

/** Carries out a file on a server of its own, chunk by chunk from where it stands. */
export async function executeRemoteFile(
  hub: Hub,
  run: Run,
  file: RunFile,
  remote: RemoteSite,
  batches: AsyncIterable<Batch>,
  context: RunContext,
  onPosition: (position: Position) => void,
): Promise<void> {
  const sealing: RunContext = { ...context, passwords: sealedPasswords(hub.sealer) }
  let position: Position = { done: file.done, counts: file.counts }
  for await (const batch of batches) {
    position = await runRemoteChunk(hub, run, file, remote, position, batch, sealing)
    onPosition(position)
  }
}
