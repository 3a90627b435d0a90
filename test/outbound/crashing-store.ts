import type { Store } from '../../src/store/store.ts'

/** Ends everything that goes on, as the end of the process would. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/**
 * A store that dies at its `nth` transaction: before it, or after it was committed and before anybody hears of it. From then on
 * nothing reaches the database, so nobody can tidy up.
 */
export function crashingStore(
  store: Store,
  nth: number,
  after: boolean,
): Store & { readonly crashed: boolean } {
  let count = 0
  let dead = false
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) throw new Crash()
    const isTheOne = ++count === nth
    if (isTheOne && !after) {
      dead = true
      throw new Crash()
    }
    const result = await work()
    if (isTheOne || dead) {
      dead = true
      throw new Crash()
    }
    return result
  }
  return {
    engine: store.engine,
    asOrganisation: (id, work) => guarded(() => store.asOrganisation(id, work)),
    asHouse: (work) => guarded(() => store.asHouse(work)),
    read: (id, query, size) => store.read(id, query, size),
    tidy: () => guarded(() => store.tidy()),
    warmUp: () => store.warmUp(),
    close: () => store.close(),
    get crashed() {
      return dead
    },
  }
}
