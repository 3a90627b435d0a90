/** What a statement is given: numbers are whole. */
export type Value = number | string

type Piece =
  | { readonly kind: 'text' | 'table' | 'name'; readonly text: string }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'among'; readonly values: readonly Value[] }

/** A statement, or a piece of one, for either engine. Values never become part of its text. */
export interface Sql {
  readonly pieces: readonly Piece[]
}

/** A statement as one engine takes it. */
export interface Written {
  readonly text: string
  readonly values: readonly (Value | readonly Value[])[]
}

/** What the two engines write differently. */
export interface Dialect {
  readonly quote: string
  /** @param position counts from 1 */
  placeholder(position: number): string
  /** A list is one value, not as many as it has members. */
  readonly listsAreValues: boolean
}

/** A piece of SQL: what stands in `${}` is another piece, or a value. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Sql | Value)[]): Sql {
  const pieces: Piece[] = []
  for (const [at, text] of texts.entries()) {
    pieces.push({ kind: 'text', text })
    const part = parts[at]
    if (part === undefined) continue
    if (typeof part === 'object') pieces.push(...part.pieces)
    else pieces.push({ kind: 'value', value: part })
  }
  return { pieces }
}

/** A table of Moodle, by its name without prefix. Quoted, as some are words of SQL. */
export function table(name: string): Sql {
  return { pieces: [{ kind: 'table', text: name }] }
}

/** A column whose name is not written in the code but comes from a list in the code. */
export function column(name: string): Sql {
  return { pieces: [{ kind: 'name', text: name }] }
}

/** The right side of a comparison: equal to one of these. Nothing equals one of none. */
export function among(values: readonly Value[]): Sql {
  return { pieces: [{ kind: 'among', values }] }
}

/** @param separator text of ours */
export function joined(parts: readonly Sql[], separator: string): Sql {
  const pieces = parts.flatMap((part, at) =>
    at === 0 ? part.pieces : [{ kind: 'text' as const, text: separator }, ...part.pieces],
  )
  return { pieces }
}

/** The statement for an engine, with the prefix of the tables. */
export function written({ pieces }: Sql, dialect: Dialect, prefix: string): Written {
  const values: (Value | readonly Value[])[] = []
  const take = (value: Value | readonly Value[]) => dialect.placeholder(values.push(value))
  const amongText = (list: readonly Value[]) => {
    if (!dialect.listsAreValues) return list.length === 0 ? 'in (null)' : `in (${list.map(take).join(', ')})`
    return `= any(${take(list)}::${typeof list[0] === 'string' ? 'text' : 'bigint'}[])`
  }
  const texts = pieces.map((piece) => {
    if (piece.kind === 'value') return take(piece.value)
    if (piece.kind === 'among') return amongText(piece.values)
    if (piece.kind === 'text') return piece.text
    const name = piece.kind === 'table' ? prefix + piece.text : piece.text
    return dialect.quote + name + dialect.quote
  })
  return { text: texts.join(''), values }
}
