export interface Scan {
  /** The source with comments blanked out and the insides of strings too, so that only code is left to look at. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  readonly specifier: string
  /** Where in the source it stands. */
  readonly at: number
}

/** After one of these a slash begins a regular expression; elsewhere it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|await|yield))\s*$/

/** A string stands in an import when one of these comes right before it. */
const BEFORE_SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)$/

/**
 * Reads TypeScript just far enough to tell code from comments, strings and regular expressions. Far smaller than a
 * parser; TypeScript 7.0 has no programming interface that could be used instead.
 */
export function scan(source: string): Scan {
  const imports: Import[] = []
  let code = ''
  let at = 0
  // One entry for each open `${`: how many braces are open inside it.
  const templates: number[] = []

  const blank = (end: number) => {
    code += source.slice(at, end).replace(/[^\n]/g, ' ')
    at = end
  }
  const template = () => {
    const end = endOf(/(?:[^\\`$]|\\.|\$(?!\{))*(?:`|\$\{)/sy, source, at)
    blank(end)
    if (source[end - 1] === '{') templates.push(0)
  }

  while (at < source.length) {
    const char = source[at]!
    const two = source.slice(at, at + 2)
    if (two === '//') blank(endOf(/[^\n]*/y, source, at))
    else if (two === '/*') blank(endOf(/\/\*.*?\*\//sy, source, at))
    else if (char === "'" || char === '"') {
      const end = endOf(char === "'" ? /'(?:[^'\\\n]|\\.)*'/sy : /"(?:[^"\\\n]|\\.)*"/sy, source, at)
      if (BEFORE_SPECIFIER.test(tail(code))) imports.push({ specifier: source.slice(at + 1, end - 1), at })
      blank(end)
    } else if (char === '`') {
      blank(at + 1)
      template()
    } else if (char === '}' && templates.at(-1) === 0) {
      templates.pop()
      blank(at + 1)
      template()
    } else if (char === '/' && BEFORE_REGEX.test(tail(code))) {
      blank(endOf(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y, source, at))
    } else {
      if (templates.length > 0 && char === '{') templates[templates.length - 1]! += 1
      if (templates.length > 0 && char === '}') templates[templates.length - 1]! -= 1
      code += char
      at += 1
    }
  }
  return { code, imports }
}

export function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}

/** Where the match that begins at `at` ends; one character on when there is none, so that the scan goes on. */
function endOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : at + 1
}

/** Enough of the code for a look back: what comes before may be any number of blanks. */
function tail(code: string): string {
  return code.trimEnd().slice(-20)
}
