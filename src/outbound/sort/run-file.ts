import { open } from 'node:fs/promises'

/** How sorted things lie in a temporary file. */
export interface RunFormat<T> {
  /** To a new file, which only its owner may read. */
  write(path: string, things: readonly T[]): Promise<void>
  /** In batches, in the order in which they were written. */
  read(path: string): AsyncGenerator<T[]>
}

/** Things written at a time. */
const SLICE = 1_000

/** A line of JSON each. */
export function jsonRuns<T>(): RunFormat<T> {
  return { write: writeLines, read: readLines<T> }
}

async function writeLines(path: string, things: readonly unknown[]): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  for (let at = 0; at < things.length; at += SLICE) {
    let text = ''
    for (const thing of things.slice(at, at + SLICE)) text += `${JSON.stringify(thing)}\n`
    await file.write(text)
  }
}

async function* readLines<T>(path: string): AsyncGenerator<T[]> {
  await using file = await open(path, 'r')
  let rest = ''
  for await (const text of file.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = (rest + (text as string)).split('\n')
    rest = lines.pop()!
    if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as T)
  }
}
