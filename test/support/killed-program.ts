import { writeSync } from 'node:fs'
import { RollbookError } from '../../src/domain/finding.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'

/** Says a word at once. Not by console.log, which may still be on its way when the process is killed. */
export function say(word: string): void {
  writeSync(1, `${word}\n`)
}

/**
 * What a program does that a test kills: it says `statement` before each, and at the end `ended` or the code of what it
 * was refused with. Before the statement of the number `halt` it halts, for ever.
 */
export async function untilKilled(
  { dataFolder, databaseUrl, halt }: { dataFolder: string; databaseUrl: string; halt: number },
  work: (store: Store) => Promise<void>,
): Promise<void> {
  let statements = 0
  const store = await openStore({
    dataFolder,
    ...(databaseUrl !== '' && { databaseUrl }),
    onStatement() {
      if (++statements === halt) {
        say('halted')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      }
      say('statement')
    },
  })
  try {
    await work(store)
    say('ended')
  } catch (error) {
    if (!(error instanceof RollbookError)) throw error
    say(error.finding.code)
  }
  process.stdin.destroy()
  await store.close()
}
