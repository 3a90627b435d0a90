import type { ActivityDataset, ActivityFacts } from '../domain/activity.ts'
import type { DatasetRules } from './datasets/dataset.ts'
import { byCodePoint } from './sort/compare.ts'
import { Sorter } from './sort/sorter.ts'

/** Of the facts that share a key, the last one, in memory that does not grow with their number (outbound rule O-34). */
export async function* lastOfEach<D extends ActivityDataset>(
  facts: AsyncIterable<readonly ActivityFacts[D][]>,
  later: NonNullable<DatasetRules<D>['later']>,
  folder: string,
): AsyncGenerator<ActivityFacts[D][]> {
  type Fact = ActivityFacts[D]
  await using sorter = new Sorter<Fact>(folder, (one, other) => byCodePoint(one.key, other.key))
  for await (const batch of facts) await sorter.add(batch)
  let last: Fact | null = null
  for await (const batch of sorter.sorted()) {
    const done: Fact[] = []
    for (const fact of batch) {
      if (last !== null && last.key !== fact.key) done.push(last)
      if (last === null || last.key !== fact.key || later(fact, last)) last = fact
    }
    if (done.length > 0) yield done
  }
  if (last !== null) yield [last]
}
