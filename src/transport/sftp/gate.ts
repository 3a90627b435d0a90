import type { SftpLimits } from './limits.ts'

const MINUTE_MS = 60_000
const LONGEST_LOCK_OUT_MS = 60 * MINUTE_MS
/** Addresses and logins that are remembered; beyond it those that were quiet for longest are forgotten. */
const MOST_REMEMBERED = 10_000

interface Failures {
  count: number
  lockedUntil: number
  lastAt: number
}

/**
 * Who may come in: how many connections there are, and who has failed too often. A login is locked out for one address
 * alone, so that no stranger can lock out whom the login belongs to.
 */
export class Gate {
  readonly #limits: SftpLimits
  readonly #now: () => number
  readonly #open = new Map<string, { all: number; strangers: number }>()
  readonly #begun = new Map<string, { minute: number; count: number }>()
  readonly #failures = new Map<string, Failures>()
  #connections = 0

  constructor(limits: SftpLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Counts a connection in, or gives null when it is one too many. */
  admit(address: string): Admitted | null {
    const { connections, connectionsOfAddress, strangersOfAddress, connectionsPerMinute } = this.#limits
    const here = this.#open.get(address) ?? { all: 0, strangers: 0 }
    const minute = Math.floor(this.#now() / MINUTE_MS)
    const before = this.#begun.get(address)
    const begun = before?.minute === minute ? before.count : 0
    this.#remember(this.#begun, address, { minute, count: begun + 1 })
    const isTooMuch =
      this.#connections >= connections ||
      here.all >= connectionsOfAddress ||
      here.strangers >= strangersOfAddress ||
      begun >= connectionsPerMinute
    if (isTooMuch) return null
    this.#open.set(address, here)
    this.#connections++
    here.all++
    here.strangers++
    let isStranger = true
    const known = () => {
      if (isStranger) here.strangers--
      isStranger = false
    }
    return {
      known,
      left: () => {
        known()
        here.all--
        this.#connections--
        if (here.all === 0) this.#open.delete(address)
      },
    }
  }

  isLockedOut(address: string, login: string): boolean {
    const now = this.#now()
    return keysOf(address, login).some((key) => (this.#failures.get(key)?.lockedUntil ?? 0) > now)
  }

  failed(address: string, login: string): void {
    const { failuresOfLogin, failuresOfAddress } = this.#limits
    for (const [at, key] of keysOf(address, login).entries()) {
      this.#count(key, at === 0 ? failuresOfLogin : failuresOfAddress)
    }
  }

  /** A right key or password: what went wrong before was a slip. The address keeps its count: it may try many logins. */
  succeeded(address: string, login: string): void {
    this.#failures.delete(keysOf(address, login)[0]!)
  }

  #count(key: string, most: number): void {
    const now = this.#now()
    const before = this.#failures.get(key)
    const isForgiven = before === undefined || now - before.lastAt > LONGEST_LOCK_OUT_MS
    const count = (isForgiven ? 0 : before.count) + 1
    const beyond = count - most
    const lockMs = beyond < 0 ? 0 : Math.min(this.#limits.lockOutMs * 2 ** beyond, LONGEST_LOCK_OUT_MS)
    this.#remember(this.#failures, key, { count, lockedUntil: now + lockMs, lastAt: now })
  }

  #remember<T>(map: Map<string, T>, key: string, value: T): void {
    // Put at the end, so that the first is the one that was quiet for longest.
    map.delete(key)
    map.set(key, value)
    if (map.size > MOST_REMEMBERED) map.delete(map.keys().next().value!)
  }
}

export interface Admitted {
  /** It has signed in. */
  known(): void
  left(): void
}

function keysOf(address: string, login: string): readonly [string, string] {
  return [`${address} ${login}`, address]
}
