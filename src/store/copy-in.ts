import pg, { type Connection } from 'pg'

/** Room for a message's type byte and its length, which counts itself but not the type. */
const HEAD_BYTES = 5
const LENGTH_BYTES = 4
const COPY_DONE = Buffer.from([ascii('c'), 0, 0, 0, LENGTH_BYTES])

/**
 * `COPY … FROM STDIN` for `pg`, sent in one piece: the statement, the rows and the end. The server answers once,
 * when all of it is in, so the caller never has more than one chunk under way. When the statement is refused, the
 * server passes over the rows, as the protocol says.
 *
 * One piece, because PGlite's thread cannot wait for rows in the middle of a statement.
 */
export class CopyIn extends pg.Query {
  /** Settles when the server has taken or refused the rows. */
  readonly finished: Promise<void>
  readonly #resolve: () => void
  readonly #reject: (error: Error) => void

  // Of what `pg` calls on a query, these differ. It takes no others than its own kind between statements under way.
  override readonly submit: (connection: Connection) => void

  /** @param rows in text format, as `copyText` makes them */
  constructor(sql: string, rows: string | Buffer) {
    super(sql)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.finished = promise
    this.#resolve = resolve
    this.#reject = reject
    this.submit = ({ stream }) => {
      stream.write(message(sql, rows))
    }
  }

  handleError(error: Error): void {
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    this.#resolve()
  }

  handleCopyInResponse(): void {
    // The rows are on their way already.
  }

  handleCommandComplete(): void {
    // The count of rows is the caller's own.
  }
}

function message(sql: string, rows: string | Buffer): Buffer {
  const sqlBytes = Buffer.byteLength(sql) + 1
  const rowBytes = Buffer.byteLength(rows)
  const all = Buffer.alloc(HEAD_BYTES + sqlBytes + HEAD_BYTES + rowBytes + COPY_DONE.length)
  let at = head(all, 0, 'Q', sqlBytes)
  all.write(sql, at)
  at = head(all, at + sqlBytes, 'd', rowBytes)
  if (typeof rows === 'string') all.write(rows, at)
  else rows.copy(all, at)
  COPY_DONE.copy(all, at + rowBytes)
  return all
}

function head(all: Buffer, at: number, type: string, bodyBytes: number): number {
  all[at] = ascii(type)
  all.writeInt32BE(bodyBytes + LENGTH_BYTES, at + 1)
  return at + HEAD_BYTES
}

function ascii(character: string): number {
  return character.charCodeAt(0)
}
