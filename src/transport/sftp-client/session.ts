import type { SFTPWrapper } from 'ssh2'
import { RollbookError, refusal } from '../../domain/finding.ts'
import { connect } from './connect.ts'
import type { SftpClientLimits, SftpSettings } from './settings.ts'

/** Codes of the protocol's answers. */
export const NO_SUCH_FILE = 2
const UNSUPPORTED = 8

/** What the server answered instead of doing what it was asked. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: number | null

  constructor(message: string, code: number | null) {
    super(message)
    this.code = code
  }
}

/** The server does not know what it was asked. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered'
}

/** How an answer comes: an error, or a value where there is one. */
type Answer<T> = (error?: Error | null, value?: T) => void

/** A session on a server. */
export interface SftpSession extends AsyncDisposable {
  /**
   * Asks the server something. Throws Refused for what it answers, NotOffered when it does not know the question, RB-7409
   * when it is silent, RB-7408 when the connection ends.
   */
  call<T>(ask: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T>
}

export async function openSession(settings: SftpSettings, limits: SftpClientLimits): Promise<SftpSession> {
  const { host } = settings
  const client = await connect(settings, limits)
  const waiting = new Waiting(limits.silenceMs, () => {
    const seconds = Math.round(limits.silenceMs / 1000)
    waiting.lose(refusal('RB-7409', { host, seconds }))
    client.destroy()
  })
  const lose = (reason: string) => waiting.lose(refusal('RB-7408', { path: host, reason }))
  client.on('error', (error: NodeJS.ErrnoException) => lose(error.code ?? error.message))
  client.on('close', () => lose('the connection ended'))
  try {
    const sftp = await waiting.for<SFTPWrapper>((answer) => client.sftp(answer))
    return {
      call: (ask) => waiting.for((answer) => ask(sftp, answer)),
      async [Symbol.asyncDispose]() {
        client.end()
        // A server that does not close its side keeps nobody waiting.
        client.destroy()
      },
    }
  } catch (error) {
    client.destroy()
    if (error instanceof RollbookError) throw error
    throw refusal('RB-7405', { host, reason: (error as Error).message }, { cause: error })
  }
}

/** Questions that wait for their answer. All are lost when the server is silent for too long, or gone. */
class Waiting {
  readonly #silenceMs: number
  readonly #silent: () => void
  readonly #rejects = new Set<(error: Error) => void>()
  #timer: NodeJS.Timeout | null = null
  #lost: Error | null = null

  constructor(silenceMs: number, silent: () => void) {
    this.#silenceMs = silenceMs
    this.#silent = silent
  }

  lose(error: Error): void {
    this.#lost ??= error
    for (const reject of this.#rejects) reject(this.#lost)
  }

  async for<T>(ask: (answer: Answer<T>) => void): Promise<T> {
    if (this.#lost !== null) throw this.#lost
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#rejects.add(reject)
    this.#timer ??= setTimeout(this.#silent, this.#silenceMs)
    try {
      ask((error, value) => {
        this.#timer?.refresh()
        if (error) reject(refusedBy(error))
        else resolve(value as T)
      })
    } catch (error) {
      // The library knows from the server's greeting which extensions it has.
      reject(new NotOffered((error as Error).message))
    }
    try {
      return await promise
    } finally {
      this.#rejects.delete(reject)
      if (this.#rejects.size === 0 && this.#timer !== null) {
        clearTimeout(this.#timer)
        this.#timer = null
      }
    }
  }
}

function refusedBy(error: Error & { readonly code?: unknown }): Error {
  const { code, message } = error
  if (code === UNSUPPORTED) return new NotOffered(message)
  return new Refused(message, typeof code === 'number' ? code : null)
}
