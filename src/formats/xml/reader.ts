import { type SaxesAttributePlain, SaxesParser, type SaxesTagPlain } from 'saxes'
import { type RollbookError, refusal } from '../../domain/finding.ts'
import {
  MAX_ATTRIBUTE_LENGTH,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_NAME_LENGTH,
  MAX_TEXT_LENGTH,
  STRIDE_LENGTH,
} from './limits.ts'

/** Where the `<` of a start tag stands, as an editor counts: both from 1, columns in characters. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What is told of a document, in its order. Names are as written, prefix included. */
export interface XmlHandler {
  /**
   * `attributes` has no prototype. True: nothing that the element holds is wanted; a reader that knows the document may leave
   * it out.
   */
  open(name: string, attributes: Readonly<Record<string, string>>, place: Place): boolean
  /** A part of the text of the innermost open element, its references resolved; CDATA sections too. */
  text(text: string): void
  /** The innermost open element ends. */
  close(): void
}

/** XML 1.0 rules also for what calls itself 1.1, which would let control characters into values. */
const OPTIONS = { xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true } as const
/**
 * Where the parser keeps its handlers. Its `on` stores them by computed names; after seven of them V8 makes the parser
 * a dictionary, and reading takes six times as long (Node 24).
 */
interface Handlers {
  errorHandler: (error: Error) => void
  xmldeclHandler: () => void
  piHandler: () => void
  commentHandler: () => void
  doctypeHandler: (text: string) => void
  attributeHandler: (attribute: SaxesAttributePlain) => void
  openTagHandler: (tag: SaxesTagPlain) => void
  closeTagHandler: () => void
  cdataHandler: (text: string) => void
  textHandler: (text: string) => void
}

/** Most elements have none; going through empty objects is slow. */
export const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

const PREDEFINED = ['&amp;', '&lt;', '&gt;', '&quot;', '&apos;']
/** The parser's own words, for which there is a better place or a better answer. */
const UNDEFINED_ENTITY = 'undefined entity.'
const TEXT_OUTSIDE = 'text data outside of root node.'

/**
 * Reads decoded XML, in pieces of any size, strictly: what is not well-formed refuses the file, no entity is expanded
 * but the five that XML has itself, and nothing is ever fetched. Namespaces are not resolved.
 *
 * The parser holds each text, tag and comment in memory until it ends, so it is fed in strides and the limits are
 * looked at between them. The handler may have been told of records before a mistake that lies behind them.
 *
 * `push` and `end` throw RollbookError RB-1100 and RB-1105 to RB-1114, and what the handler throws.
 */
export class XmlReader {
  readonly #parser = new SaxesParser(OPTIONS)
  readonly #handler: XmlHandler
  #begun = false
  #depth = 0
  #attributes = 0
  /** Characters since the parser last told of anything. */
  #pending = 0
  /** Where the next tag or text begins; while a start tag is read, where it began. */
  #line = 1
  #column = 1

  constructor(handler: XmlHandler) {
    this.#handler = handler
    const parser = this.#parser as unknown as Handlers
    parser.errorHandler = (error) => {
      throw this.#notWellFormed(error.message)
    }
    parser.xmldeclHandler = () => this.#mark(1)
    parser.piHandler = () => this.#mark(1)
    // Told of at its `--`, before its `>`.
    parser.commentHandler = () => this.#mark(2)
    parser.doctypeHandler = (text) => this.#doctype(text)
    parser.attributeHandler = (attribute) => this.#attribute(attribute)
    parser.openTagHandler = (tag) => this.#open(tag)
    parser.closeTagHandler = () => this.#close()
    parser.cdataHandler = (text) => this.#text(text, 1)
    // Told of at the `<` behind it.
    parser.textHandler = (text) => this.#text(text, 0)
  }

  push(text: string): void {
    for (let at = this.#begun ? 0 : this.#begin(text); at < text.length; at += STRIDE_LENGTH) {
      this.#write(text.slice(at, at + STRIDE_LENGTH))
    }
  }

  /** The text is over. */
  end(): void {
    if (!this.#begun) throw refusal('RB-1100')
    this.#parser.close()
  }

  /** Reads the blanks before the document, and returns where it begins. */
  #begin(text: string): number {
    const start = text.search(/[^ \t\r\n]/)
    if (start === -1) {
      this.#write(text)
      return text.length
    }
    // One by one, a CR at the end would be held back by the parser, in case that an LF follows.
    this.#write(text.slice(0, start).replace(/\r\n?/g, '\n'))
    this.#mark(1)
    if (text[start] !== '<') throw refusal('RB-1105', { ...this.#here() })
    this.#begun = true
    return start
  }

  #write(text: string): void {
    this.#pending += text.length
    this.#parser.write(text)
    if (this.#pending > MAX_TEXT_LENGTH) throw refusal('RB-1114', { ...this.#here(), limit: MAX_TEXT_LENGTH })
  }

  /** `ahead`: how far from the last character that the parser has taken to where the next tag begins. */
  #mark(ahead: number): void {
    this.#pending = 0
    this.#line = this.#parser.line
    this.#column = this.#parser.column + ahead
  }

  #here(): Place {
    return { line: this.#line, column: this.#column }
  }

  #doctype(text: string): void {
    this.#mark(1)
    if (text.replace(/"[^"]*"|'[^']*'/g, '').includes('[')) throw refusal('RB-1107', { ...this.#here() })
  }

  #attribute({ name, value }: SaxesAttributePlain): void {
    this.#pending = 0
    if (++this.#attributes > MAX_ATTRIBUTES)
      throw refusal('RB-1110', { ...this.#here(), limit: MAX_ATTRIBUTES })
    if (name.length > MAX_NAME_LENGTH) throw refusal('RB-1111', { ...this.#here(), limit: MAX_NAME_LENGTH })
    if (value.length > MAX_ATTRIBUTE_LENGTH) {
      throw refusal('RB-1112', { ...this.#here(), field: name, limit: MAX_ATTRIBUTE_LENGTH })
    }
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    const here = this.#here()
    if (name.length > MAX_NAME_LENGTH) throw refusal('RB-1111', { ...here, limit: MAX_NAME_LENGTH })
    if (++this.#depth > MAX_DEPTH) throw refusal('RB-1109', { ...here, limit: MAX_DEPTH })
    const hasAttributes = this.#attributes > 0
    this.#attributes = 0
    this.#mark(1)
    this.#handler.open(name, hasAttributes ? attributes : NO_ATTRIBUTES, here)
  }

  #close(): void {
    this.#mark(1)
    this.#depth--
    this.#handler.close()
  }

  #text(text: string, ahead: number): void {
    this.#mark(ahead)
    if (text.length > MAX_TEXT_LENGTH) throw refusal('RB-1113', { ...this.#here(), limit: MAX_TEXT_LENGTH })
    if (this.#depth > 0) this.#handler.text(text)
  }

  #notWellFormed(reason: string): RollbookError {
    const { line, column } = this.#parser
    const here = { line, column: Math.max(1, column) }
    if (reason === UNDEFINED_ENTITY) return refusal('RB-1108', { ...here, accepted: PREDEFINED })
    // The parser says so at the end of the text, which may be many lines on.
    const place = reason === TEXT_OUTSIDE ? this.#here() : here
    return refusal('RB-1106', { ...place, reason: reason.replace(/\.$/, '') })
  }
}
