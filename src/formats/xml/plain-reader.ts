import { LineEnds } from '../encodings/line-ends.ts'
import { MAX_DEPTH } from './limits.ts'
import type { XmlHandler } from './reader.ts'
import { resolved } from './references.ts'
import { type StartTag, startTagOf } from './start-tag.ts'

/** A start tag as it is written, between its `<` and `>`. */
interface KnownTag {
  readonly written: string
  readonly tag: StartTag
  /** What stood behind it, the last time. */
  next: KnownTag | null
}

/** Not a mistake of the document: `XmlReader` is to read it, and says whether it is one. */
export class NotPlain extends Error {}

/** No text, tag or comment of an honest record is longer, in characters. */
const MAX_HELD_LENGTH = 65_536
/** Start tags that are known as they are written: a document has some fifty, most of them without attributes. */
const MAX_KNOWN_TAGS = 500
const MAX_KNOWN_LENGTH = 200

const DECLARATION =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])1\.0\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])[A-Za-z][\w.-]*\2)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\3)?[ \t\n]*\?>/
/** As many documents have one; it says nothing that is read. */
const DOCUMENT_TYPE =
  /<!DOCTYPE[ \t\n]+[A-Za-z_:][\w:.-]*(?:[ \t\n]+SYSTEM[ \t\n]+(?:"[^"<>[]*"|'[^'<>[]*'))?[ \t\n]*>/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML 1.0 does not have
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, and halves of characters
const UNCOMMON = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
const BLANK = /^[ \t\n]*$/

const BANG = 0x21
const SLASH = 0x2f
const GREATER = 0x3e
const QUESTION = 0x3f

/**
 * Reads what nearly all XML files of records are made of, and does it in two thirds of the time of `XmlReader`: elements,
 * attributes, texts, comments, CDATA, XML's own references; names of ASCII letters. Of such a document it tells a
 * handler the same, but may tell a text in other pieces. Whatever else it meets, mistakes and limits among it, it does
 * not judge: `push` and `end` throw NotPlain, and the document is to be read from its beginning by `XmlReader`.
 */
export class PlainXmlReader {
  readonly #handler: XmlHandler
  readonly #isKnown: boolean
  readonly #lineEnds = new LineEnds()
  readonly #open: string[] = []
  readonly #tags = new Map<string, KnownTag>()
  #lastTag: KnownTag | null = null
  #hasRoot = false
  #hasType = false
  #isFirst = true
  /** The element that was opened just now is not wanted. */
  #isPassedOver = false
  /** What was read and is not told of, then with the next piece behind it. All places are places in it. */
  #text = ''
  #line = 1
  #lineStart = 0
  /** The next line end that is not counted; Infinity: there is none in the text. */
  #lineEnd = Number.POSITIVE_INFINITY
  /** Up to here, the characters of two units on this line are counted. */
  #counted = 0
  #pairs = 0
  #hasPairs = false

  /** @param isKnown such a reader read the whole document before, so that what nobody wants needs no look */
  constructor(handler: XmlHandler, isKnown = false) {
    this.#handler = handler
    this.#isKnown = isKnown
  }

  push(piece: string): void {
    const text = this.#lineEnds.of(piece)
    const isUncommon = UNCOMMON.test(text)
    if (isUncommon && (FORBIDDEN.test(text) || !text.isWellFormed())) throw new NotPlain()
    this.#hasPairs = isUncommon || (this.#hasPairs && UNCOMMON.test(this.#text))
    this.#text += text
    this.#lineEnd = this.#nextLineEnd(0)
    const done = this.#isFirst ? this.#declaration() : 0
    const end = this.#content(done)
    this.#countTo(end)
    this.#lineStart -= end
    this.#counted -= end
    this.#text = this.#text.slice(end)
    if (this.#text.length > MAX_HELD_LENGTH) throw new NotPlain()
  }

  /** The text is over. */
  end(): void {
    if (!this.#hasRoot || this.#open.length > 0 || !BLANK.test(this.#text)) throw new NotPlain()
  }

  /** Passes over the XML declaration, and returns where the document goes on; 0 too while that is not seen. */
  #declaration(): number {
    const text = this.#text
    if (text === '' || '<?xml'.startsWith(text)) return 0
    if (!text.startsWith('<?')) {
      if (!text.startsWith('<')) throw new NotPlain()
      this.#isFirst = false
      return 0
    }
    if (!text.includes('?>')) return 0
    const match = DECLARATION.exec(text)
    if (match === null) throw new NotPlain()
    this.#isFirst = false
    return match[0].length
  }

  /** Tells of everything that is whole from a place on, and returns where the rest begins. */
  #content(from: number): number {
    if (this.#isFirst) return 0
    const text = this.#text
    const mayEndSection = text.includes(']]>')
    let at = from
    while (true) {
      const start = text.indexOf('<', at)
      if (start === -1) return at
      if (start > at) this.#tellText(text.slice(at, start), mayEndSection)
      const end = this.#markup(start)
      if (end === start) return start
      if (end - at > MAX_HELD_LENGTH) throw new NotPlain()
      at = this.#isPassedOver ? this.#endOfUnwanted(end) : end
    }
  }

  /** Tells of the markup that begins here, and returns its end, or its beginning when it is not whole. */
  #markup(start: number): number {
    switch (this.#text.charCodeAt(start + 1)) {
      case SLASH:
        return this.#endTag(start)
      case BANG:
        return this.#otherMarkup(start)
      case QUESTION:
        throw new NotPlain()
      default:
        return this.#startTag(start)
    }
  }

  #startTag(start: number): number {
    const expected = this.#expectedAt(start + 1)
    const end = expected === null ? this.#text.indexOf('>', start) : start + 1 + expected.written.length
    if (end === -1) return start
    const { tag } = expected ?? this.#tagOf(this.#text.slice(start + 1, end))
    const depth = this.#open.length
    if (depth === 0 && this.#hasRoot) throw new NotPlain()
    if (depth >= MAX_DEPTH) throw new NotPlain()
    this.#hasRoot = true
    this.#countTo(start)
    const column = start - this.#lineStart - this.#pairs + 1
    const isUnwanted = this.#handler.open(tag.name, tag.attributes, { line: this.#line, column })
    if (tag.isEmpty) {
      this.#handler.close()
      return end + 1
    }
    this.#open.push(tag.name)
    this.#isPassedOver = isUnwanted && this.#isKnown
    return end + 1
  }

  /**
   * Where the end tag of the innermost open element begins, whose content begins here. The content's beginning, unless all of
   * it is there and nothing in it could hold another such tag.
   */
  #endOfUnwanted(content: number): number {
    this.#isPassedOver = false
    const text = this.#text
    const name = this.#open.at(-1)!
    const end = text.indexOf(`</${name}`, content)
    if (end === -1) return content
    const between = text.slice(content, end)
    return between.includes('<!') || between.includes(`<${name}`) ? content : end
  }

  #endTag(start: number): number {
    const text = this.#text
    const name = this.#open.at(-1)
    const behind = start + 2 + (name?.length ?? 0)
    if (behind >= text.length) return start
    if (name === undefined || !text.startsWith(name, start + 2)) throw new NotPlain()
    let end = behind
    if (text.charCodeAt(end) !== GREATER) {
      end = text.indexOf('>', behind)
      if (end === -1) return start
      if (!BLANK.test(text.slice(behind, end))) throw new NotPlain()
    }
    this.#open.pop()
    this.#handler.close()
    return end + 1
  }

  #otherMarkup(start: number): number {
    const text = this.#text
    if (text.length < start + '<![CDATA['.length) return start
    if (text.startsWith('<!--', start)) {
      const end = text.indexOf('--', start + '<!--'.length)
      if (end === -1 || end + 2 === text.length) return start
      if (text.charCodeAt(end + 2) !== GREATER) throw new NotPlain()
      return end + 3
    }
    if (text.startsWith('<!DOCTYPE', start)) return this.#documentType(start)
    if (!text.startsWith('<![CDATA[', start) || this.#open.length === 0) throw new NotPlain()
    const end = text.indexOf(']]>', start)
    if (end === -1) return start
    this.#handler.text(text.slice(start + '<![CDATA['.length, end))
    return end + 3
  }

  #documentType(start: number): number {
    if (this.#hasType || this.#hasRoot) throw new NotPlain()
    const end = this.#text.indexOf('>', start)
    if (end === -1) return start
    DOCUMENT_TYPE.lastIndex = start
    if (DOCUMENT_TYPE.exec(this.#text)?.[0].length !== end + 1 - start) throw new NotPlain()
    this.#hasType = true
    return end + 1
  }

  #tellText(written: string, mayEndSection: boolean): void {
    if (mayEndSection && written.includes(']]>')) throw new NotPlain()
    if (this.#open.length === 0) {
      if (!BLANK.test(written)) throw new NotPlain()
      return
    }
    const text = written.includes('&') ? resolved(written) : written
    if (text === null) throw new NotPlain()
    this.#handler.text(text)
  }

  /** The tag that stood behind the last one the time before, if it stands here too: records are much like one another. */
  #expectedAt(at: number): KnownTag | null {
    const next = this.#lastTag?.next ?? null
    if (next === null) return null
    const { written } = next
    if (!this.#text.startsWith(written, at)) return null
    if (this.#text.charCodeAt(at + written.length) !== GREATER) return null
    this.#lastTag = next
    return next
  }

  #tagOf(written: string): KnownTag {
    const known = this.#tags.get(written) ?? this.#newTag(written)
    const kept = written.length > MAX_KNOWN_LENGTH ? null : known
    if (this.#lastTag !== null) this.#lastTag.next = kept
    this.#lastTag = kept
    return known
  }

  #newTag(written: string): KnownTag {
    const tag = startTagOf(written)
    if (tag === null) throw new NotPlain()
    if (written.length > MAX_KNOWN_LENGTH) return { written, tag, next: null }
    if (this.#tags.size === MAX_KNOWN_TAGS) this.#tags.clear()
    // A copy: a part of a string keeps the whole of it in memory.
    const known = { written: Buffer.from(written).toString(), tag, next: null }
    this.#tags.set(known.written, known)
    return known
  }

  #countTo(place: number): void {
    while (this.#lineEnd < place) {
      this.#line++
      this.#lineStart = this.#lineEnd + 1
      this.#counted = this.#lineStart
      this.#pairs = 0
      this.#lineEnd = this.#nextLineEnd(this.#lineStart)
    }
    if (this.#hasPairs) {
      for (let at = this.#counted; at < place; at++)
        if (isHighSurrogate(this.#text.charCodeAt(at))) this.#pairs++
    }
    this.#counted = place
  }

  #nextLineEnd(from: number): number {
    const at = this.#text.indexOf('\n', from)
    return at === -1 ? Number.POSITIVE_INFINITY : at
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
