const spelled = new Map<number, string>()
/** Times of a file repeat (midnights, the run's own time), so their spelling is worth keeping. */
const SPELLED_KEPT = 1000

/** A time in milliseconds as COPY takes it. */
export function instant(time: number | null): string | null {
  if (time === null) return null
  let text = spelled.get(time)
  if (text === undefined) {
    if (spelled.size >= SPELLED_KEPT) spelled.clear()
    text = new Date(time).toISOString()
    spelled.set(time, text)
  }
  return text
}
