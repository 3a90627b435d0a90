import type { Place } from '../xml/reader.ts'

/** One element while its record is read, with what is read of its content. */
export interface Node extends Place {
  /** Local name in lower case. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Trimmed; of an element without children that are read. */
  text: string
  children: readonly Node[]
}

/** The first child of that name, and its first child of the next name, and so on; undefined when there is none. */
export function find(node: Node, ...path: readonly string[]): Node | undefined {
  let at: Node | undefined = node
  for (let step = 0; step < path.length && at !== undefined; step++) at = firstChild(at, path[step]!)
  return at
}

// Loops: these are asked a dozen times for each of a million records.
function firstChild({ children }: Node, name: string): Node | undefined {
  for (let index = 0; index < children.length; index++) {
    if (children[index]!.name === name) return children[index]
  }
  return undefined
}

export function findAll(node: Node | undefined, name: string): Node[] {
  const found: Node[] = []
  if (node === undefined) return found
  for (let index = 0; index < node.children.length; index++) {
    if (node.children[index]!.name === name) found.push(node.children[index]!)
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
