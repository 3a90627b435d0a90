import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { DURABLE_START, DurableFolder } from './durable-folder.ts'
import type { FromWorker, ToWorker, WorkerData } from './messages.ts'

/**
 * The thread in which PGlite runs, so that a long statement does not hold up the main loop. It takes messages of
 * PostgreSQL's own protocol and gives back PGlite's answers to them, byte for byte.
 */

/** Answers go out in pieces of this size, so that the main loop reads the first rows while others are made. */
const PIECE_BYTES = 256 * 1024
/** A start-up message has no type byte: it begins with its length, which is short. */
const STARTUP_FIRST_BYTE = 0

const port = parentPort!
const { folder } = workerData as WorkerData
const pglite = await PGlite.create(
  folder === null ? {} : { fs: new DurableFolder(folder), startParams: DURABLE_START },
)
let connections = 0

/** Messages come faster than they are answered. */
let last: Promise<void> = Promise.resolve()
port.on('message', (message: ToWorker) => {
  last = last.then(() => (message === 'close' ? close() : take(message)))
})
send('ready')

async function take(message: Uint8Array): Promise<void> {
  if (message[0] === STARTUP_FIRST_BYTE) await startSession()
  await answer(message)
}

/** A later connection finds what a server would give it: a session without an open transaction or temporary tables. */
async function startSession(): Promise<void> {
  connections += 1
  if (connections === 1) return
  await pglite.exec('rollback')
  await pglite.exec('discard all')
}

// One for all answers: they follow each other, and a new one for each would keep the garbage collector busy.
let piece = new Uint8Array(PIECE_BYTES)
let filled = 0

function flush(): void {
  if (filled === 0) return
  const bytes = piece.slice(0, filled)
  port.postMessage(bytes satisfies FromWorker, [bytes.buffer])
  filled = 0
}

async function answer(message: Uint8Array): Promise<void> {
  await pglite.execProtocolRawStream(message, {
    onRawData: (bytes) => {
      if (filled + bytes.length > piece.length) flush()
      if (bytes.length > piece.length) piece = new Uint8Array(bytes.length)
      piece.set(bytes, filled)
      filled += bytes.length
    },
  })
  flush()
}

async function close(): Promise<void> {
  await pglite.close()
  process.exit(0)
}

function send(message: FromWorker): void {
  port.postMessage(message)
}
