import type { RunProgress } from '../inbound/execute-run.ts'
import { printable } from './printable.ts'
import { clipToWidth } from './text-width.ts'

/** Milliseconds: often enough to be alive, seldom enough to cost nothing. */
const INTERVAL = 100
const BAR_WIDTH = 24

/** One line on the standard error that shows how far the work is; nothing where that is no terminal. */
export class ProgressLine implements Disposable {
  readonly #stream = process.stderr
  #last = 0
  #shown = false

  show({ file, done, records }: RunProgress): void {
    const now = Date.now()
    if (!this.#stream.isTTY || now - this.#last < INTERVAL) return
    this.#last = now
    this.#shown = true
    const part = records === 0 ? 1 : done / records
    const bar = '█'.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '░')
    const text = `${bar} ${Math.floor(part * 100)} %  ${done} of ${records}  ${printable(file)}`
    this.#stream.write(`\r\u001b[2K${clipToWidth(text, this.#stream.columns - 1)}`)
  }

  [Symbol.dispose](): void {
    if (this.#shown) this.#stream.write('\r\u001b[2K')
  }
}
