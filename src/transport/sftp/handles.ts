import { refusal } from '../../domain/finding.ts'
import type { ReadableFile } from '../storage/stored-file.ts'
import type { Attributes, NamedEntry } from './protocol/answers.ts'
import type { Ranges } from './ranges.ts'
import type { Upload } from './tree/upload.ts'

/** What a client has open. */
export type Handle =
  | {
      readonly kind: 'reading'
      readonly path: string
      readonly file: ReadableFile
      readonly found: Attributes
      readonly sent: Ranges
      readonly startedAt: number
    }
  | { readonly kind: 'writing'; readonly path: string; readonly upload: Upload }
  | { readonly kind: 'listing'; readonly path: string; readonly entries: AsyncIterator<NamedEntry> }

/** The handles of one channel. Their names mean nothing elsewhere. */
export class Handles {
  readonly #open = new Map<string, Handle>()
  readonly #most: number
  #last = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Throws RB-7336 when there are as many as there may be. To be asked before something is opened. */
  refuseWhenFull(): void {
    if (this.#open.size >= this.#most) throw refusal('RB-7336', { accepted: String(this.#most) })
  }

  add(handle: Handle): string {
    const name = String(++this.#last)
    this.#open.set(name, handle)
    return name
  }

  get(name: string): Handle | undefined {
    return this.#open.get(name)
  }

  take(name: string): Handle | undefined {
    const handle = this.#open.get(name)
    this.#open.delete(name)
    return handle
  }

  takeAll(): Handle[] {
    const all = [...this.#open.values()]
    this.#open.clear()
    return all
  }
}
