import { LineEnds } from '../encodings/line-ends.ts'

/** Text in pieces, with CR LF and lone CR as LF, as the reader of Moodle's uploads takes them (moodle-csv.md section 0). */
export async function* withLineFeeds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const ends = new LineEnds()
  for await (const piece of pieces) yield ends.of(piece)
}
