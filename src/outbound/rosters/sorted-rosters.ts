import type { RosterDataset } from '../../domain/activity.ts'
import type { RosterRow, RosterRows } from '../../domain/rosters.ts'
import type { RosterQuestion, RosterSource } from '../../sites/roster.ts'
import { inScope } from '../people.ts'
import { type Compare, Sorter } from '../sort/sorter.ts'
import { ROSTER_ORDER } from './order.ts'

/** Full lists of a site that tells them in no order, and leaves it to the hub whom an organisation may see. */
export class SortedRosters implements RosterSource {
  readonly #unsorted: RosterSource
  readonly #folder: string
  readonly #onBatch: () => Promise<void>

  /**
   * @param folder for what is too much to be put in order in memory
   * @param onBatch runs for each batch that is read: until the last one is, nothing is told
   */
  constructor(unsorted: RosterSource, folder: string, onBatch: () => Promise<void>) {
    this.#unsorted = unsorted
    this.#folder = folder
    this.#onBatch = onBatch
  }

  /** Throws RB-7112 for a filter by what the site does not tell, and what the site refuses. */
  async *roster<D extends RosterDataset>(
    dataset: D,
    question: RosterQuestion,
  ): AsyncGenerator<readonly RosterRows[D][]> {
    const order = ROSTER_ORDER[dataset] as Compare<RosterRows[D]>
    await using sorter = new Sorter<RosterRows[D]>(this.#folder, order)
    for await (const rows of this.#unsorted.roster(dataset, question)) {
      await sorter.add(rows.filter((row) => isSeen(row, question)))
      await this.#onBatch()
    }
    yield* sorter.sorted()
  }
}

/** Courses are seen by all. */
function isSeen(row: RosterRow, { filters }: RosterQuestion): boolean {
  return !('learner' in row) || inScope(row.learner, filters)
}
