import { RollbookError } from '../../domain/finding.ts'
import { listed, NOT_OURS, type Recognition } from '../detect/recognition.ts'
import type { Sample } from '../detect/sample.ts'
import { type XmlHandler, XmlReader } from '../xml/reader.ts'
import { localName } from './node.ts'

const ROOT = 'enterprise'
const RECORDS = ['properties', 'person', 'group', 'membership']

/** Knows the files by their root element and what lies in it. Other XML may be meant for it, as no other format is XML. */
export function recognise({ text }: Sample): Recognition {
  if (!text.trimStart().startsWith('<')) return NOT_OURS
  const { root, children } = outlineOf(text)
  if (root === null) return NOT_OURS
  const told = { kind: null, settings: {} }
  if (root !== ROOT) return { ...told, confidence: 'possible', reasons: [`it is XML, but not of ${ROOT}`] }
  const found = RECORDS.filter((name) => children.has(name))
  return found.length === 0
    ? { ...told, confidence: 'likely', reasons: [`the root element is ${ROOT}`] }
    : {
        ...told,
        confidence: 'certain',
        reasons: [`the root element is ${ROOT}, with ${listed(found)} in it`],
      }
}

interface Outline {
  readonly root: string | null
  readonly children: ReadonlySet<string>
}

/** The root element and those directly in it, up to the first mistake: the text may end anywhere. */
function outlineOf(text: string): Outline {
  let depth = 0
  let root: string | null = null
  const children = new Set<string>()
  const handler: XmlHandler = {
    open(name) {
      if (depth === 0) root ??= localName(name)
      if (depth === 1) children.add(localName(name))
      depth++
      return false
    },
    text: () => undefined,
    close() {
      depth--
    },
  }
  try {
    new XmlReader(handler).push(text)
  } catch (error) {
    if (!(error instanceof RollbookError)) throw error
  }
  return { root, children }
}
