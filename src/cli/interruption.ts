import { constants } from 'node:os'
import { type Finding, finding, RollbookError } from '../domain/finding.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/**
 * A terminal sends SIGINT to every process of a pipeline, and a launcher passes on to us what it got itself: signals that
 * follow each other within this many milliseconds were one key stroke.
 */
const ECHO_MS = 500

type Signal = (typeof SIGNALS)[number]

/** The work stopped because somebody asked for it: no fault, but not done either. */
export class Interrupted extends RollbookError {
  readonly signal: Signal

  constructor(signal: Signal, told: Finding = finding('RB-8203', { value: signal })) {
    super(told)
    this.signal = signal
  }

  /** As shells count it: 130 for SIGINT, 143 for SIGTERM. */
  get exitStatus(): number {
    return statusOf(this.signal)
  }
}

/**
 * Listens for SIGINT and SIGTERM while a command works. The first one is only noted, so that the command stops where
 * nothing is half done; a second one ends the process at once, which is as safe as a crash.
 */
export class Interruption implements Disposable {
  #came: Signal | null = null
  #cameAt = 0
  readonly #told = Promise.withResolvers<void>()
  readonly #listener = (signal: NodeJS.Signals) => this.#note(signal as Signal)

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener)
  }

  /** Throws Interrupted when a signal has come. To be called where it does no harm to stop. */
  check(): void {
    if (this.#came !== null) throw new Interrupted(this.#came)
  }

  /** For work that goes on until it is asked to stop. */
  came(): Promise<void> {
    return this.#told.promise
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener)
  }

  #note(signal: Signal): void {
    const now = performance.now()
    if (this.#came !== null && now - this.#cameAt < ECHO_MS) return
    if (this.#came !== null) process.exit(statusOf(signal))
    this.#came = signal
    this.#cameAt = now
    this.#told.resolve()
    process.stderr.write('\nStopping where nothing is half done. Once more ends it at once.\n')
  }
}

function statusOf(signal: Signal): number {
  return 128 + constants.signals[signal]
}
