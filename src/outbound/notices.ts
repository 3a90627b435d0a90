import type { ErrorCode } from '../domain/errors/catalogue.ts'
import { type Finding, finding } from '../domain/finding.ts'
import type { Notice, Noticed } from '../sites/activity.ts'

interface Seen {
  readonly code: ErrorCode
  readonly value: string
  count: number
}

/** What a site's answers to a run were not to be relied on for, counted. */
export class Notices {
  readonly #most = new Map<string, Seen>()

  /**
   * Counts what is noticed in the answer to one question. A run asks about the same days again and again, file by file, so
   * what several answers have alike counts once: as often as in the answer that has most of it.
   *
   * @param isWanted of whom an organisation may hear
   */
  ofQuestion(isWanted: (about: Noticed) => boolean): Notice {
    const counts = new Map<string, number>()
    return (code, value, about) => {
      if (!isWanted(about)) return
      const name = `${code} ${value}`
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      const seen = this.#most.get(name)
      if (seen === undefined) this.#most.set(name, { code, value, count })
      else seen.count = Math.max(seen.count, count)
    }
  }

  /** One finding for each kind and value, in the order of both. */
  findings(): Finding[] {
    return [...this.#most.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { code, value, count }]) => finding(code, { value, count }))
  }
}
