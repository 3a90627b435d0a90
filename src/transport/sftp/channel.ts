import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { ServerChannel } from 'ssh2'
import { MOST_UNDER_WAY, MOST_UNREAD, MOST_UNSENT, MOST_WAITING } from './limits.ts'
import { Operations } from './operations.ts'
import { versionAnswer } from './protocol/answers.ts'
import { Frames, Malformed } from './protocol/frames.ts'
import { type Request, readInit, readRequest } from './protocol/requests.ts'
import type { SftpSession } from './session.ts'

/**
 * One SFTP conversation. Requests are answered in the order in which they came; reads and writes that follow each other
 * are under way together, everything else waits until what came before is done.
 *
 * Everything is bounded: while requests wait, nothing more is read, so that the client's window closes; while the
 * connection does not take answers, nothing more is answered. A client that sends beyond its window is cut off.
 */
export class SftpChannel {
  readonly #channel: ServerChannel
  readonly #socket: Socket
  readonly #session: SftpSession
  readonly #operations: Operations
  readonly #frames = new Frames()
  readonly #waiting: Request[] = []
  readonly #underWay: Promise<Buffer>[] = []
  /** The one that is under way lets no other beside it. */
  #alone = false
  #begun = false
  #ended = false
  #gone = false
  #wake: () => void = () => {}
  readonly #leaving = new AbortController()
  readonly #leave = (): void => {
    this.#gone = true
    this.#leaving.abort()
    this.#wake()
  }

  constructor(channel: ServerChannel, socket: Socket, session: SftpSession) {
    this.#channel = channel
    this.#socket = socket
    this.#session = session
    this.#operations = new Operations(session)
    this.#cutOffWhoSendsBeyondTheWindow()
    channel.on('data', (chunk: Buffer) => this.#take(chunk))
    channel.on('end', () => {
      this.#ended = true
      this.#wake()
    })
    for (const event of ['close', 'error']) channel.on(event, this.#leave)
    socket.on('close', this.#leave)
  }

  /** Runs until the client has ended the conversation or is gone. */
  async run(): Promise<void> {
    try {
      while (!this.#gone) {
        this.#start()
        const answer = this.#underWay.shift()
        if (answer !== undefined) await this.#send(await answer)
        else if (this.#ended) break
        else await this.#rest()
      }
    } finally {
      await Promise.allSettled(this.#underWay)
      await this.#operations.end()
      this.#socket.off('close', this.#leave)
    }
    if (this.#gone) return
    // Without this, OpenSSH's sftp waits for ever after its `exit`.
    this.#channel.exit(0)
    this.#channel.end()
  }

  #take(chunk: Buffer): void {
    try {
      for (const packet of this.#frames.packets(chunk)) {
        if (this.#begun) this.#waiting.push(readRequest(packet))
        else {
          readInit(packet)
          this.#begun = true
          this.#channel.write(versionAnswer())
        }
      }
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      this.#session.note({ action: 'refused', detail: `not SFTP: ${error.message}` })
      this.#socket.destroy()
      return
    }
    if (this.#waiting.length >= MOST_WAITING) this.#channel.pause()
    this.#wake()
  }

  #start(): void {
    while (this.#underWay.length < MOST_UNDER_WAY) {
      const next = this.#waiting[0]
      if (next === undefined) break
      const isTransfer = next.what === 'read' || next.what === 'write'
      if (this.#underWay.length > 0 && (this.#alone || !isTransfer)) break
      this.#waiting.shift()
      this.#alone = !isTransfer
      this.#underWay.push(this.#operations.answer(next))
    }
    if (this.#waiting.length < MOST_WAITING / 2 && this.#channel.isPaused()) this.#channel.resume()
  }

  async #send(answer: Buffer): Promise<void> {
    if (this.#gone) return
    // The length, the text and the seal of a packet are written one by one: corked they leave in one piece.
    this.#socket.cork()
    const isTaken = this.#channel.write(answer)
    this.#socket.uncork()
    if (!isTaken) await this.#until(this.#channel)
    if (this.#socket.writableLength > MOST_UNSENT) await this.#until(this.#socket)
    this.#session.alive()
  }

  /** Until a stream takes more, or the client is gone. */
  async #until(stream: ServerChannel | Socket): Promise<void> {
    await once(stream, 'drain', { signal: this.#leaving.signal }).catch(() => {})
  }

  async #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    await promise
  }

  #cutOffWhoSendsBeyondTheWindow(): void {
    const push = this.#channel.push.bind(this.#channel)
    this.#channel.push = (chunk: Buffer | null, ...rest: [BufferEncoding?]) => {
      if (chunk !== null && this.#channel.readableLength + chunk.length > MOST_UNREAD) {
        this.#session.note({ action: 'refused', detail: 'sent beyond its window' })
        this.#socket.destroy()
        return false
      }
      return push(chunk, ...rest)
    }
  }
}
