import { Worker } from 'node:worker_threads'
import { RollbookError } from '../../domain/finding.ts'
import type { ReadingJob } from './job.ts'
import type { FromThread } from './messages.ts'
import type { PackedBatch } from './packed-batch.ts'

/**
 * Megabytes. A batch lives shortly and goes out as a copy: a small young generation keeps this thread's garbage small
 * beside the main thread's.
 */
const LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 }

/** Streams a file's batches from a thread of its own, which reads, parses and hashes while this one plans. */
export async function* packedBatches(job: ReadingJob): AsyncGenerator<PackedBatch> {
  const thread = new ReadingThread(job)
  try {
    for (;;) {
      const answer = await thread.ask()
      if ('batch' in answer) yield answer.batch
      else if ('end' in answer) return
      else throw 'finding' in answer ? new RollbookError(answer.finding) : answer.error
    }
  } finally {
    await thread.end()
  }
}

class ReadingThread {
  readonly #worker: Worker
  #asked: PromiseWithResolvers<FromThread> | null = null
  #death: Error | null = null

  constructor(job: ReadingJob) {
    this.#worker = new Worker(new URL('./program.ts', import.meta.url), {
      workerData: job,
      resourceLimits: LIMITS,
    })
    this.#worker.on('message', (answer: FromThread) => this.#asked?.resolve(answer))
    this.#worker.once('error', (error) => this.#died(error as Error))
    this.#worker.once('exit', (code) => this.#died(new Error(`the reading thread ended with code ${code}`)))
  }

  async ask(): Promise<FromThread> {
    if (this.#death !== null) throw this.#death
    this.#asked = Promise.withResolvers()
    this.#worker.postMessage('next')
    return this.#asked.promise
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #died(why: Error): void {
    this.#death ??= why
    this.#asked?.reject(this.#death)
  }
}
