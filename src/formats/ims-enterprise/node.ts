import type { Place } from '../xml/reader.ts'

/**
 * One element while its record is read, with what is read of its content. Its children hang together by themselves: a list
 * for each element would be half of what a record takes.
 */
export interface Node extends Place {
  /** Local name in lower case. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Trimmed; of an element without children that are read. */
  text: string
  firstChild: Node | null
  lastChild: Node | null
  nextSibling: Node | null
}

/** The first child of that name, and its first child of the next name, and so on; undefined when there is none. */
export function find(node: Node, ...path: readonly string[]): Node | undefined {
  let at: Node | undefined = node
  for (let step = 0; step < path.length && at !== undefined; step++) at = childOf(at, path[step]!)
  return at
}

function childOf({ firstChild }: Node, name: string): Node | undefined {
  for (let child = firstChild; child !== null; child = child.nextSibling) {
    if (child.name === name) return child
  }
  return undefined
}

export function findAll(node: Node | undefined, name: string): Node[] {
  const found: Node[] = []
  if (node === undefined) return found
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === name) found.push(child)
  }
  return found
}

export function textAt(node: Node, ...path: readonly string[]): string | null {
  return find(node, ...path)?.text ?? null
}

/** `name` in lower case; attributes count whatever their prefix and letter case, the exact spelling first. */
export function attribute(node: Node, name: string): string | null {
  const exact = node.attributes[name]
  if (exact !== undefined) return exact.trim()
  for (const written in node.attributes) {
    if (!written.startsWith('xmlns:') && localName(written) === name) return node.attributes[written]!.trim()
  }
  return null
}

/** Without prefix, in lower case. */
export function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1).toLowerCase()
}
