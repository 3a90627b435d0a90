export type ColumnType = 'text' | 'enumeration' | 'date' | 'boolean' | 'list'

/** One column of a file of the standard. */
export interface Column {
  /** Compared exactly. */
  readonly name: string
  /** The file must have the column and every row a value in it. */
  readonly required: boolean
  readonly type: ColumnType
  /** What an enumeration, or each item of a list, may be. Absent: any text. */
  readonly values?: readonly string[]
}

/** Names are written as the reference page writes them: an asterisk behind marks a required column. */
export const text = (name: string) => column(name, 'text')
export const date = (name: string) => column(name, 'date')
export const boolean = (name: string) => column(name, 'boolean')
export const list = (name: string, values?: readonly string[]) => column(name, 'list', values)
export const enumeration = (name: string, values: readonly string[]) => column(name, 'enumeration', values)

function column(marked: string, type: ColumnType, values?: readonly string[]): Column {
  const required = marked.endsWith('*')
  const name = required ? marked.slice(0, -1) : marked
  return { name, required, type, ...(values !== undefined && { values }) }
}
