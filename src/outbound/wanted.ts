import type { ActivityDataset, ActivityFacts, Learner } from '../domain/activity.ts'
import type { Noticed } from '../sites/activity.ts'
import type { Reading } from './file-plan.ts'
import { inScope } from './people.ts'

/** What goes into an organisation's file: outbound rules O-49 and O-51, as far as the site does not see to them. */
export class Wanted {
  readonly #reading: Reading
  #learner: Learner | null = null
  #isLearner = false

  constructor(reading: Reading) {
    this.#reading = reading
  }

  /** Throws RB-7112 when a filter cannot be judged. */
  has(fact: ActivityFacts[ActivityDataset] | Noticed): boolean {
    const { learner } = fact
    // Facts of a person often follow one another.
    if (learner !== this.#learner) {
      this.#isLearner = isWantedLearner(learner, this.#reading)
      this.#learner = learner
    }
    if (!this.#isLearner) return false
    const { categories } = this.#reading.settings
    if (categories === null) return true
    const course = 'course' in fact ? fact.course : null
    return course?.categoryIds.some((id) => categories.has(id)) ?? false
  }
}

function isWantedLearner(learner: Learner, { settings, filters }: Reading): boolean {
  return !(learner.suspended && settings.suspendedUsers === 'exclude') && inScope(learner, filters)
}
