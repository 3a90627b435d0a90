/** Good answers in a row that win back one place. */
const WINS_BACK = 10

/**
 * How many calls are under way at once, and how soon one follows another. A server in trouble gets half as many
 * calls; each row of good answers gives one back.
 */
export class Pace {
  readonly #most: number
  readonly #pauseMs: number
  readonly #sleep: (ms: number) => Promise<unknown>
  readonly #waiting: (() => void)[] = []
  #allowed: number
  #underWay = 0
  #good = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(most: number, pauseMs: number, sleep: (ms: number) => Promise<unknown>) {
    this.#most = most
    this.#allowed = most
    this.#pauseMs = pauseMs
    this.#sleep = sleep
  }

  /** Runs `work` when there is room for it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#allowed) await new Promise<void>((go) => this.#waiting.push(go))
    else this.#underWay++
    try {
      if (this.#pauseMs > 0) await this.#myTurn()
      return await work()
    } finally {
      this.#leave()
    }
  }

  /** After a failure that may come of too much work. */
  slower(): void {
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2))
    this.#good = 0
  }

  /** After an answer. */
  steady(): void {
    this.#good++
    if (this.#good < WINS_BACK || this.#allowed === this.#most) return
    this.#good = 0
    this.#allowed++
  }

  #myTurn(): Promise<unknown> {
    const turn = this.#turn
    this.#turn = turn.then(() => this.#sleep(this.#pauseMs))
    return turn
  }

  #leave(): void {
    this.#underWay--
    while (this.#underWay < this.#allowed) {
      const go = this.#waiting.shift()
      if (go === undefined) return
      this.#underWay++
      go()
    }
  }
}
