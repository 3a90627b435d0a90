import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { AuthContext, Connection } from 'ssh2'
import { plainAddress } from './addresses.ts'
import { isLegacy, type Negotiated } from './algorithms.ts'
import { SftpChannel } from './channel.ts'
import type { Admitted, Gate } from './gate.ts'
import type { SftpAccount, SftpHost } from './host.ts'
import type { SftpLimits } from './limits.ts'
import type { SftpSession } from './session.ts'
import { reasonClosed, type Tried, tryToSignIn } from './sign-in.ts'
import type { Spaces } from './spaces.ts'
import { changesOf } from './tree/changes.ts'
import { treeOf } from './tree/tree.ts'

export interface ConnectionTools {
  readonly host: SftpHost
  readonly gate: Gate
  readonly spaces: Spaces
  readonly limits: SftpLimits
  readonly now: () => number
}

/**
 * One client, from its first byte to its last: it signs in within its time, or is cut off; then it opens channels for
 * SFTP and for nothing else.
 */
export class SftpConnection {
  readonly #socket: Socket
  readonly #tools: ConnectionTools
  readonly #address: string
  readonly #session = randomUUID()
  readonly #login: NodeJS.Timeout
  readonly #idle: NodeJS.Timeout
  readonly #longest: NodeJS.Timeout
  #account: SftpAccount | null = null
  readonly #known: () => void
  #client: Connection | null = null
  #space: ReturnType<Spaces['enter']>['space'] | null = null
  #isLegacy = false
  #tries = 0
  #sessions = 0
  /** One after the other: a client that sends many tries at once waits for each. */
  #trying: Promise<void> = Promise.resolve()
  readonly #running = new Set<Promise<void>>()

  constructor(socket: Socket, admitted: Admitted, tools: ConnectionTools) {
    this.#socket = socket
    this.#tools = tools
    this.#address = plainAddress(socket.remoteAddress ?? '')
    const { limits } = tools
    const { loginMs, idleMs, connectionMs } = limits
    // Cut off, not asked to leave: who is half open or does not read would not hear it.
    this.#login = setTimeout(() => socket.destroy(), loginMs)
    this.#idle = setTimeout(() => socket.destroy(), idleMs)
    this.#longest = setTimeout(() => socket.destroy(), connectionMs)
    socket.setNoDelay(true)
    // Each channel listens, and there may be several.
    socket.setMaxListeners(limits.channelsOfConnection + 20)
    socket.on('close', () => {
      for (const timer of [this.#login, this.#idle, this.#longest]) clearTimeout(timer)
      admitted.left()
    })
    this.#known = () => admitted.known()
  }

  /** The client has said hello in SSH. */
  greet(client: Connection): void {
    this.#client = client
    // A broken connection, bad packets, keep-alives without an answer: the socket closes, and that is all there is to do.
    client.on('error', () => {})
    client.on('handshake', (negotiated: Negotiated) => {
      this.#isLegacy = isLegacy(negotiated)
    })
    client.on('authentication', (context) => {
      this.#trying = this.#trying
        .then(() => this.#try(context))
        .catch((error) => {
          // Who is gone cannot be answered.
          if (!this.#socket.destroyed) this.#fail(error)
        })
    })
    client.on('session', (accept, reject) => {
      if (this.#account === null || this.#sessions >= this.#tools.limits.channelsOfConnection) {
        reject()
        return
      }
      this.#sessions++
      const session = accept()
      session.on('close', () => this.#sessions--)
      session.on('subsystem', (take, refuse, { name }) => {
        if (name === 'sftp') this.#track(this.#serve(take()))
        else refuse?.()
      })
    })
  }

  /** Cuts it off, and waits until what was open is put aside. */
  async end(): Promise<void> {
    this.#socket.destroy()
    if (!this.#socket.closed) await once(this.#socket, 'close')
    await Promise.allSettled(this.#running)
  }

  async #try(context: AuthContext): Promise<void> {
    if (this.#socket.destroyed) return
    if (++this.#tries > this.#tools.limits.attempts) {
      this.#client?.end()
      return
    }
    const { spaces, limits } = this.#tools
    const tried = await tryToSignIn(
      context,
      {
        address: this.#address,
        isLegacy: this.#isLegacy,
        hasRoom: (account) => spaces.sessionsOf(account) < limits.sessionsOfAccount,
      },
      this.#tools,
    )
    this.#tell(tried)
  }

  #tell(tried: Tried): void {
    const { host, spaces, now } = this.#tools
    const place = { session: this.#session, address: this.#address }
    if (tried.result === 'failed' && tried.account !== null) {
      const { account, why } = tried
      host.note({ ...place, account, at: now(), action: 'loginRefused', detail: why })
    }
    if (tried.result !== 'signedIn' || this.#socket.destroyed) return
    const { account, how } = tried
    this.#account = account
    this.#known()
    clearTimeout(this.#login)
    host.note({ ...place, account, at: now(), action: 'login', detail: how })
    const began = now()
    const entered = spaces.enter(account, began)
    this.#space = entered.space
    const asking = setInterval(() => this.#track(this.#askAgain(account)), this.#tools.limits.askAgainMs)
    // Its failure is told to each channel that needs the space.
    entered.space.catch(() => {})
    this.#socket.on('close', () => {
      clearInterval(asking)
      entered.leave()
      host.note({ ...place, account, at: now(), action: 'logout', milliseconds: now() - began })
    })
  }

  /** An account that is disabled meanwhile, or past its time, is cut off. */
  async #askAgain({ login }: SftpAccount): Promise<void> {
    const { host, now } = this.#tools
    if (reasonClosed(await host.find(login), now()) !== null) this.#socket.destroy()
  }

  async #serve(channel: ConstructorParameters<typeof SftpChannel>[0]): Promise<void> {
    const { host, limits, now } = this.#tools
    const account = this.#account!
    const space = await this.#space!
    const place = { account, session: this.#session, address: this.#address }
    const session: SftpSession = {
      account,
      space,
      tree: treeOf(account, space, now),
      changes: changesOf(account, space, limits),
      host,
      limits,
      now,
      note: (what) => host.note({ ...place, at: now(), ...what }),
      alive: () => this.#idle.refresh(),
    }
    await new SftpChannel(channel, this.#socket, session).run()
  }

  #track(work: Promise<void>): void {
    const tracked = work.catch((error) => this.#fail(error))
    this.#running.add(tracked)
    void tracked.finally(() => this.#running.delete(tracked))
  }

  #fail(error: unknown): void {
    this.#tools.host.failed(error)
    this.#socket.destroy()
  }
}
