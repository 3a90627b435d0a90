import { NO_ATTRIBUTES, type Place } from '../xml/reader.ts'
import { MAX_RECORD_SIZE } from './limits.ts'
import type { Node } from './node.ts'

/** What an element costs in memory besides its texts, in characters: a flood of empty ones must count too. */
const NODE_SIZE = 100

/** Builds the elements of one record, those that are read, up to a size. */
export class RecordTree {
  readonly root: Node
  /** Characters, about. */
  size = 0
  /** Something was left out because the record is too large. */
  isCut = false
  readonly #names: ReadonlySet<string>
  readonly #open: Node[]
  /** Open elements that are passed over, one within the other. */
  #skipped = 0
  #text = ''

  constructor(
    name: string,
    names: ReadonlySet<string>,
    attributes: Readonly<Record<string, string>>,
    place: Place,
  ) {
    this.#names = names
    this.root = this.#node(name, attributes, place)
    this.#open = [this.root]
  }

  open(name: string, attributes: Readonly<Record<string, string>>, place: Place): void {
    if (this.#skipped > 0 || this.isCut || !this.#names.has(name)) {
      this.#skipped++
      return
    }
    const node = this.#node(name, attributes, place)
    const parent = this.#open.at(-1)!
    if (parent.lastChild === null) parent.firstChild = node
    else parent.lastChild.nextSibling = node
    parent.lastChild = node
    this.#open.push(node)
    this.#text = ''
  }

  text(text: string): void {
    if (this.#skipped > 0 || this.isCut) return
    this.#grow(text.length)
    if (!this.isCut) this.#text = this.#text === '' ? text : this.#text + text
  }

  /** Closes the innermost open element; true when that was the record itself. */
  close(): boolean {
    if (this.#skipped > 0) {
      this.#skipped--
      return false
    }
    const node = this.#open.pop()!
    if (node.firstChild === null) node.text = this.#text.trim()
    this.#text = ''
    return this.#open.length === 0
  }

  #node(name: string, attributes: Readonly<Record<string, string>>, { line, column }: Place): Node {
    this.#grow(NODE_SIZE)
    if (attributes !== NO_ATTRIBUTES) {
      for (const key in attributes) this.#grow(key.length + attributes[key]!.length)
    }
    const kept = this.isCut ? NO_ATTRIBUTES : attributes
    return {
      name,
      line,
      column,
      attributes: kept,
      text: '',
      firstChild: null,
      lastChild: null,
      nextSibling: null,
    }
  }

  #grow(by: number): void {
    this.size += by
    if (this.size > MAX_RECORD_SIZE) this.isCut = true
  }
}
