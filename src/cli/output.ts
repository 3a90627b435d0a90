import { once } from 'node:events'
import { styleText } from 'node:util'
import type { Finding } from '../domain/finding.ts'
import type { Interruption } from './interruption.ts'

/** Whoever read the standard output is gone, as `head` is when it has enough: there is nobody left to tell. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone'
}

/**
 * What a command says. With `--json` the standard output holds JSON and nothing else: one document, or one on each
 * line where a command streams. What is said on the way goes to the standard error.
 */
export class Output {
  readonly json: boolean
  readonly #interruption: Interruption

  constructor(json: boolean, interruption: Interruption) {
    this.json = json
    this.#interruption = interruption
  }

  /** The answer of a command: `value` as a JSON document, or `text` for people. */
  async show(value: unknown, text: () => string): Promise<void> {
    await write(this.json ? `${JSON.stringify(value)}\n` : withLineEnd(text()))
  }

  /** An answer that may be long, row by row as it comes: a JSON document on each line, or a text. */
  async stream<T>(rows: AsyncIterable<T> | Iterable<T>, text: (row: T) => string): Promise<void> {
    for await (const row of rows) {
      this.#interruption.check()
      await this.show(row, () => text(row))
    }
  }

  /** An answer that is a file: its bytes as they are. */
  async bytes(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of pieces) {
      this.#interruption.check()
      await write(piece)
    }
  }

  /** Something to know meanwhile. Goes to the standard error. */
  note(text: string): void {
    process.stderr.write(withLineEnd(text))
  }
}

/** What ended the program, as the answer of a command that has no other. */
export async function fail(finding: Finding, json: boolean): Promise<void> {
  if (json) await write(`${JSON.stringify({ error: finding })}\n`)
  else
    process.stderr.write(`${styleText('red', finding.code, { stream: process.stderr })} ${finding.message}\n`)
}

/** Waits while the reader is slow, so that a long answer does not pile up in memory. */
async function write(text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return
  if (!process.stdout.writable) throw new ReaderGone()
  if (process.stdout.write(text)) return
  await once(process.stdout, 'drain').catch(() => {
    throw new ReaderGone()
  })
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
