import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepAbandoned } from '../../transport/storage/abandoned.ts'
import { merged } from './merge.ts'
import { jsonRuns, type RunFormat } from './run-file.ts'

/** Rows kept in memory: some 15 MB of a file's rows, 30 MB of facts. */
export const MOST_IN_MEMORY = 50_000
/** Of one answer. */
const BATCH = 5_000

export type Compare<T> = (one: T, other: T) => number

/**
 * Puts any number of things in order, in memory that does not grow with them: those that are too many go to temporary
 * files, sorted piece by piece, which are merged at the end.
 */
export class Sorter<T> implements AsyncDisposable {
  readonly #parent: string
  readonly #folder: string
  readonly #compare: Compare<T>
  readonly #format: RunFormat<T>
  readonly #most: number
  #here: T[] = []
  readonly #runs: string[] = []

  /**
   * @param folder is made when it is needed; what is put there is for its owner alone
   * @param format of the files; without one the things must be JSON
   */
  constructor(
    folder: string,
    compare: Compare<T>,
    { format = jsonRuns<T>(), most = MOST_IN_MEMORY }: { format?: RunFormat<T>; most?: number } = {},
  ) {
    this.#parent = folder
    this.#folder = join(folder, randomUUID())
    this.#compare = compare
    this.#format = format
    this.#most = most
  }

  async add(things: readonly T[]): Promise<void> {
    for (const thing of things) this.#here.push(thing)
    if (this.#here.length >= this.#most) await this.#spill()
  }

  /** All of them in order, in batches. To be called once. */
  async *sorted(): AsyncGenerator<T[]> {
    const here = this.#here.sort(this.#compare)
    this.#here = []
    if (this.#runs.length === 0) {
      for (let at = 0; at < here.length; at += BATCH) yield here.slice(at, at + BATCH)
      return
    }
    const sources: AsyncIterable<T[]>[] = this.#runs.map((path) => this.#format.read(path))
    if (here.length > 0) sources.push(batchOf(here))
    yield* merged(sources, this.#compare, BATCH)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#runs.length > 0) await rm(this.#folder, { recursive: true, force: true })
  }

  async #spill(): Promise<void> {
    if (this.#runs.length === 0) await sweepAbandoned(this.#parent)
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = join(this.#folder, String(this.#runs.length))
    this.#runs.push(path)
    await this.#format.write(path, this.#here.sort(this.#compare))
    this.#here = []
  }
}

async function* batchOf<T>(things: T[]): AsyncGenerator<T[]> {
  yield things
}
