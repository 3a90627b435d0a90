import { open } from 'node:fs/promises'

/** Things written at a time. */
const SLICE = 1_000

/** Writes things to a new file, a line of JSON each. */
export async function writeRun<T>(path: string, things: readonly T[]): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  for (let at = 0; at < things.length; at += SLICE) {
    let text = ''
    for (const thing of things.slice(at, at + SLICE)) text += `${JSON.stringify(thing)}\n`
    await file.write(text)
  }
}

/** Reads what `writeRun` wrote, in batches. */
export async function* readRun<T>(path: string): AsyncGenerator<T[]> {
  await using file = await open(path, 'r')
  let rest = ''
  for await (const text of file.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = (rest + (text as string)).split('\n')
    rest = lines.pop()!
    if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as T)
  }
}
