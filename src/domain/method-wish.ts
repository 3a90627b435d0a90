/** Opens guest access, or closes it. Without a password that of a known course stays. */
export interface GuestWish {
  readonly enabled: boolean
  readonly password?: string
}

/** Settings of an enrolment method by name; those that the record lacks stay as they are. */
export type MethodWish = Readonly<Record<string, string>>

/** A course or a role that a record names by its short name. */
export interface NamedInColumn {
  /** The column that names it, for messages. */
  readonly column: string
  readonly shortname: string
}
