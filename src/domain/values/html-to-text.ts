import { decodeReferences } from './html.ts'

/** Elements that stand on lines of their own. */
const LINES = new Set(['dd', 'div', 'dl', 'dt', 'li', 'ol', 'tr', 'ul'])
/** Elements with a blank line before and after. */
const PARAGRAPHS = new Set([
  'article',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'p',
  'pre',
  'section',
  'table',
])
const CELLS = new Set(['td', 'th'])
/** Elements whose content is no text for people. */
const UNSEEN = new Set(['head', 'script', 'style', 'template', 'title'])

const TAG = /^<(\/?)([A-Za-z][A-Za-z0-9]*)/
const LONGEST_NAME = 32
const HREF = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i
/** Addresses that a reader of the text can use; a `javascript:` link shows its words alone. */
const USABLE_LINK = /^(?:https?:\/\/|mailto:)/i
const LONGEST_LINK = 2048

/**
 * The words of an HTML text for readers without HTML: paragraphs and list items on lines of their own, the
 * addresses of links in brackets behind them. Takes any text, however broken, in linear time: each character
 * is looked at a fixed number of times, and a tag without end is text like all that follows it.
 */
export function htmlToText(html: string): string {
  const page = new Page()
  let link = NO_LINK
  const write = (source: string) => {
    const words = decodeReferences(source)
    page.write(words)
    if (link !== NO_LINK) link = { ...link, words: link.words + words }
  }

  let at = 0
  while (at < html.length) {
    const start = tagStart(html, at)
    write(html.slice(at, start))
    const end = tagEnd(html, start)
    if (end === -1) {
      write(html.slice(start))
      break
    }
    at = end
    const tag = TAG.exec(html.slice(start, Math.min(end, start + LONGEST_NAME)))
    if (!tag) continue
    const name = tag[2]!.toLowerCase()
    const opens = tag[1] === ''
    if (opens && UNSEEN.has(name)) at = contentEnd(html, end, name)
    if (name === 'a') {
      page.write(afterLink(link))
      link = opens ? { href: linkOf(html.slice(start, end - 1)), words: '' } : NO_LINK
    }
    if (name === 'br') page.endLine()
    if (LINES.has(name)) page.startLine()
    if (PARAGRAPHS.has(name)) page.startParagraph()
    if (CELLS.has(name)) page.write(' ')
    if (opens && name === 'li') page.write('- ')
  }
  return page.text()
}

/** Gathers words into lines: no line begins or ends with a space, never two blank lines together, none outside. */
class Page {
  readonly #lines: string[] = []
  #line: string[] = []

  write(words: string): void {
    this.#line.push(words)
  }

  endLine(): void {
    const line = this.#line
      .join('')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
    this.#line = []
    if (line !== '' || (this.#lines.at(-1) ?? '') !== '') this.#lines.push(line)
  }

  /** Ends the line that holds something. */
  startLine(): void {
    if (this.#line.some((words) => words.trim() !== '')) this.endLine()
    else this.#line = []
  }

  startParagraph(): void {
    this.startLine()
    this.endLine()
  }

  text(): string {
    this.startParagraph()
    return this.#lines.join('\n').trimEnd()
  }
}

interface Link {
  /** Empty when the link leads nowhere that a reader could go. */
  readonly href: string
  readonly words: string
}

const NO_LINK: Link = { href: '', words: '' }

function afterLink({ href, words }: Link): string {
  return href === '' || href.replace(/^mailto:/i, '') === words.trim() ? '' : ` (${href})`
}

/** The next `<` that begins a tag, a comment or a declaration; the end of the text when there is none. */
function tagStart(html: string, from: number): number {
  for (let at = html.indexOf('<', from); at !== -1; at = html.indexOf('<', at + 1)) {
    if (/[A-Za-z/!?]/.test(html.charAt(at + 1))) return at
  }
  return html.length
}

/** Behind the `>` that ends the tag or comment, -1 when nothing does. A `>` inside a quoted
 * value ends no tag. */
function tagEnd(html: string, start: number): number {
  if (html.startsWith('<!--', start)) {
    const end = html.indexOf('-->', start + 4)
    return end === -1 ? html.length : end + 3
  }
  let quote = ''
  let before = ''
  for (let at = start + 1; at < html.length; at++) {
    const sign = html[at]!
    if (quote !== '') {
      if (sign === quote) quote = ''
    } else if (sign === '>') return at + 1
    else if (before === '=' && (sign === '"' || sign === "'")) quote = sign
    if (!/\s/.test(sign)) before = sign
  }
  return -1
}

/** Where the end tag of an unseen element begins; the end of the text when there is none. */
function contentEnd(html: string, from: number, name: string): number {
  const endTag = new RegExp(`</${name}`, 'gi')
  endTag.lastIndex = from
  return endTag.exec(html)?.index ?? html.length
}

function linkOf(attributes: string): string {
  const found = HREF.exec(attributes.slice(0, LONGEST_LINK))
  const href = decodeReferences((found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim())
  return USABLE_LINK.test(href) ? href.replace(/\s/g, '') : ''
}
