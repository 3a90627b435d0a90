export interface CategoryPath {
  /** A leading slash: the first name is looked for at the top level only. */
  readonly absolute: boolean
  /** At least one; none is empty. */
  readonly names: readonly string[]
}

/** A backslash with what it escapes, a slash, or a run of anything else. A lone backslash stands for itself. */
const TOKENS = /\\[/\\]|\/|[^/\\]+|\\/g

/**
 * Reads a category path (Data Hub section 4.3): names joined by `/`, in which `\/` is a slash and `\\` a
 * backslash. Null when a name is empty: a trailing or double slash, an empty path (Data Hub quirk Q-23).
 */
export function parseCategoryPath(text: string): CategoryPath | null {
  const absolute = text.startsWith('/')
  const names: string[] = []
  let name = ''
  for (const [token] of text.slice(absolute ? 1 : 0).matchAll(TOKENS)) {
    if (token === '/') {
      names.push(name)
      name = ''
    } else {
      name += token === '\\/' || token === '\\\\' ? token.slice(1) : token
    }
  }
  names.push(name)
  return names.includes('') ? null : { absolute, names }
}

/** Writes names so that `parseCategoryPath` reads the same names; put a `/` before it for an absolute path. */
export function writeCategoryPath(names: readonly string[]): string {
  return names.map((name) => name.replace(/[/\\]/g, '\\$&')).join('/')
}
