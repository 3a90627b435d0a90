import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { type RollbookError, refusal } from '../../domain/finding.ts'
import type { FromWorker, ToWorker, WorkerData } from './messages.ts'

/** Whoever speaks with PGlite at the moment; there is one connection at a time. */
export interface Listener {
  onAnswer(bytes: Uint8Array): void
  onFailure(error: RollbookError): void
}

/**
 * PGlite in its worker thread, seen from the main loop: open it, speak to it, close it. When the thread dies for
 * whatever reason, `failure` says so from then on and the listener is told (RB-6012).
 */
export class PgliteThread {
  readonly #worker: Worker
  readonly #ready = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  #listener: Listener | null = null
  #failure: RollbookError | null = null
  #closing = false

  /** Resolves when the database takes statements. Throws what PGlite threw when it cannot be opened. */
  static async open(folder: string | null): Promise<PgliteThread> {
    const thread = new PgliteThread(folder)
    await thread.#ready.promise
    return thread
  }

  private constructor(folder: string | null) {
    keepCompiledCode()
    const data: WorkerData = { folder }
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data })
    this.#worker.on('message', (message: FromWorker) => {
      if (message === 'ready') this.#ready.resolve()
      else this.#listener?.onAnswer(message)
    })
    this.#worker.once('error', (error) => this.#died(messageOf(error), error))
    this.#worker.once('exit', (code) => {
      this.#died(`its thread ended with code ${code}`)
      this.#exited.resolve()
    })
  }

  get failure(): RollbookError | null {
    return this.#failure
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  /** Hands the bytes over: they are gone from this side. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#worker.postMessage(bytes satisfies ToWorker, [bytes.buffer])
  }

  /** Lets PGlite finish what it does, then ends the thread. */
  async close(): Promise<void> {
    this.#closing = true
    this.#worker.postMessage('close' satisfies ToWorker)
    await this.#exited.promise
  }

  /** Ends the thread at once, in the middle of a statement if need be: as safe for the data as a crash. */
  async kill(reason: RollbookError): Promise<void> {
    this.#fail(reason)
    await this.#worker.terminate()
  }

  #died(reason: string, cause?: unknown): void {
    this.#ready.reject(new Error(reason, { cause }))
    this.#fail(refusal('RB-6012', { reason }, { cause }))
  }

  #fail(error: RollbookError): void {
    if (this.#failure !== null || this.#closing) return
    this.#failure = error
    this.#listener?.onFailure(error)
  }
}

/**
 * Node 24's V8 sometimes frees code that WebAssembly calls JavaScript by twice: one thread finds it unused while another
 * looks for it, and the whole process dies of SIGSEGV or SIGTRAP (nodejs/node#66366; Node 26 is without the fault). All
 * threads share that code, so each thread of PGlite's that begins or ends may be the one. What is kept instead is what
 * PGlite was first compiled to, where V8 compiled it better since.
 */
function keepCompiledCode(): void {
  setFlagsFromString('--no-wasm-code-gc')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
