import type { CountedName } from '../domain/values/counted-name.ts'

/** Names asked for at once in the first round, for each stem; each round asks for twice as many. */
const FIRST_ROUND = 16

/**
 * Looks up counted names (`user2`, `user3`…) until as many are free as records of the chunk may take, so that planning
 * meets no name that it does not know. `lookUp` gives those of the names that are taken. All stems together cost one
 * look-up a round.
 */
export async function probeFreeNames(
  counted: readonly CountedName[],
  lookUp: (names: string[]) => Promise<readonly string[]>,
): Promise<void> {
  const rows = new Map<string, Row>()
  const ofStem = new Map<string, number>()
  for (const { stem, next } of counted) {
    rows.set(`${stem}${next}`, { stem, next, free: 0 })
    ofStem.set(stem, (ofStem.get(stem) ?? 0) + 1)
  }
  let open = [...rows.values()]
  for (let round = FIRST_ROUND; open.length > 0; round *= 2) {
    const names = open.map(({ stem, next }) =>
      Array.from({ length: round }, (_, at) => `${stem}${next + at}`),
    )
    const taken = new Set(await lookUp([...new Set(names.flat())]))
    for (const [at, row] of open.entries()) {
      row.next += round
      row.free += names[at]!.filter((name) => !taken.has(name)).length
    }
    open = open.filter(({ stem, free }) => free < ofStem.get(stem)!)
  }
}

interface Row {
  readonly stem: string
  next: number
  free: number
}
