/** The demo's own time: always the same nights in October, each of which goes on as real time does. */
export class DemoClock {
  #ahead = 0

  /** Milliseconds since 1970 UTC. */
  readonly now = (): number => Date.now() + this.#ahead

  /** From here on it is this instant, and later. */
  set(instant: string): void {
    this.#ahead = Date.parse(instant) - Date.now()
  }
}
