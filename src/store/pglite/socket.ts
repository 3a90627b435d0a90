import { Duplex } from 'node:stream'
import type { PgliteThread } from './thread.ts'

type Done = (error?: Error | null) => void

/** Type byte of `Terminate`, which PGlite does not know: its database lives longer than a connection. */
const TERMINATE = 'X'.charCodeAt(0)

/**
 * What `pg` takes for its network socket, with PGlite's thread at the other end. So both engines share one client:
 * types, errors and COPY are the same by construction.
 *
 * PGlite answers each message to its end before it looks at the next, so what belongs together (parse, bind,
 * execute, sync; or a COPY with its data) must go over in one piece. `pg` corks its socket for the first and our
 * `CopyIn` writes one buffer for the second, so a piece is what one `_write` or `_writev` brings.
 */
export class PgliteSocket extends Duplex {
  readonly #thread: PgliteThread

  constructor(thread: PgliteThread) {
    super({ allowHalfOpen: false })
    this.#thread = thread
    thread.listen({
      onAnswer: (bytes) => this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
      onFailure: (error) => this.destroy(error),
    })
  }

  /** As of `net.Socket`. */
  connect(): this {
    const { failure } = this.#thread
    if (failure === null) process.nextTick(() => this.emit('connect'))
    else this.destroy(failure)
    return this
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (chunk[0] !== TERMINATE) this.#thread.send(new Uint8Array(chunk))
    done()
  }

  override _writev(chunks: readonly { chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done)
  }

  override _read(): void {
    // Answers are pushed as they come: their size is bounded by what the statement asked for.
  }

  override _final(done: Done): void {
    this.push(null)
    done()
  }

  // What `pg` calls on sockets and a thread has no use for.
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}
