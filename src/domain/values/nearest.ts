/** Longer words are no slips of the pen, and comparing costs length times length. */
const LONGEST_WORD = 40
/** A message must not cost more than the record it is about. */
const MOST_CANDIDATES = 2000

/**
 * The candidate that a mistyped word most likely means, or null: the one with the fewest letters added, lost,
 * changed or swapped, at most a third of the word's; case is no difference. The first of equals wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null
  const typed = word.toLowerCase()
  let best: string | null = null
  let fewest = Math.floor(typed.length / 3) + 1
  let seen = 0
  for (const candidate of candidates) {
    if (++seen > MOST_CANDIDATES || fewest === 0) break
    if (Math.abs(candidate.length - typed.length) >= fewest) continue
    const edits = distance(typed, candidate.toLowerCase(), fewest)
    if (edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  return best
}

/**
 * Damerau-Levenshtein distance in its restricted form: no letter is edited twice. Stops counting at `enough`:
 * the least of a row never falls in the rows below.
 */
function distance(a: string, b: string, enough: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, beforeLast[j - 2]! + 1)
      }
      row.push(edits)
    }
    if (Math.min(...row) >= enough) return enough
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
