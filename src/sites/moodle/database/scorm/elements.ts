/** The elements of the standards that are read; the others only tell that something changed. */
export const SCORM_12_STATUS = 'cmi.core.lesson_status'
export const SCORM_2004_COMPLETION = 'cmi.completion_status'
export const SCORM_2004_SUCCESS = 'cmi.success_status'
export const SCORES = ['cmi.core.score.raw', 'cmi.score.raw'] as const

export const READ_ELEMENTS = [SCORM_12_STATUS, SCORM_2004_COMPLETION, SCORM_2004_SUCCESS, ...SCORES] as const

/** A value that a package has reported. Times are seconds. */
export interface Reported {
  readonly id: number
  readonly value: string
  readonly timemodified: number
}

/** Of one SCO in one attempt, the latest report of each element. */
export class Elements {
  readonly #reported = new Map<string, Reported>()

  /** Newer sites can hold an element twice, when two windows were open at once: the later one counts. */
  add(element: string, reported: Reported): void {
    const before = this.#reported.get(element)
    const later =
      before === undefined ||
      reported.timemodified > before.timemodified ||
      (reported.timemodified === before.timemodified && reported.id > before.id)
    if (later) this.#reported.set(element, reported)
  }

  /** Null when it was not reported, or nothing was in it. */
  get(element: string): Reported | null {
    const reported = this.#reported.get(element)
    return reported === undefined || reported.value.trim() === '' ? null : reported
  }
}
