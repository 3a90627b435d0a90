import { SaxesParser } from 'saxes'

/** An element of an answer: its text, and the elements in it. */
export interface Element {
  readonly name: string
  readonly text: string
  readonly children: readonly Element[]
}

interface Growing {
  name: string
  text: string
  children: Growing[]
}

/** An answer of the service; null for a text that is no XML. */
export function readXml(text: string): Element | null {
  const root: Growing = { name: '', text: '', children: [] }
  const open = [root]
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    const element: Growing = { name, text: '', children: [] }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  parser.on('text', (piece) => {
    open.at(-1)!.text += piece
  })
  parser.on('closetag', () => void open.pop())
  try {
    parser.write(text).close()
  } catch {
    return null
  }
  return root.children[0] ?? null
}

/** The text of the first child of a name; '' when there is none. */
export function textOf(element: Element, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? ''
}

export function childrenOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => child.name === name)
}

/** A key as it was before it was spelled for an answer, by `encoding-type=url`. */
export function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
