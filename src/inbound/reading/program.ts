import { parentPort, workerData } from 'node:worker_threads'
import { RollbookError } from '../../domain/finding.ts'
import { formatNamed } from '../../formats/registry.ts'
import { siblingsOf, sourceOf } from '../archived-files.ts'
import type { ReadingJob } from './job.ts'
import type { FromThread } from './messages.ts'
import { pack } from './packed-batch.ts'
import { withoutFirst } from './without-first.ts'

/** The thread that reads a large file: it hands over one batch each time it is asked. */

const port = parentPort!
const job = workerData as ReadingJob
const batches = read(job)

/** Messages may come before the last one is answered. */
let last: Promise<void> = Promise.resolve()
port.on('message', () => {
  last = last.then(answer)
})

async function answer(): Promise<void> {
  try {
    const { done, value } = await batches.next()
    if (done === true) return send({ end: true })
    const batch = pack(value, job.recordPrefix)
    send({ batch }, [batch.lines.buffer, batch.natures.buffer])
  } catch (error) {
    send(error instanceof RollbookError ? { finding: error.finding } : { error })
  }
}

async function* read({ file, siblings, organisationId, ...how }: ReadingJob) {
  const format = formatNamed(how.format)
  const source = await sourceOf(how, organisationId, file)
  const together = siblings.length > 1 ? await siblingsOf(how, organisationId, siblings) : [source]
  const records = format.records(
    source,
    how.inspection,
    format.settings(how.settings),
    how.chunkRecords,
    together,
  )
  yield* withoutFirst(records, how.done)
}

function send(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
