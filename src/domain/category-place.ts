/** A category that a record refers to. */
export interface CategoryNeed {
  /** The column that names it, for messages. */
  readonly column: string
  readonly idnumber: string
  /** What the record itself refers to, where that names the category. */
  readonly of?: { readonly column: string; readonly value: string }
}

/** One step down the tree of categories. What is not named at all fits no category and makes none. */
export interface CategoryStep {
  /** The strongest that is given counts: id, id number, name. */
  readonly id?: number
  readonly idnumber?: string
  readonly name?: string
}

/** Where a course lies. Several categories that fit refuse the record, whatever `ifMissing` says. */
export interface CategoryPlace {
  /** From the top down; none at all is the same as one that is missing. */
  readonly steps: readonly CategoryStep[]
  /** Each step is looked for in the one before (the first at the top); otherwise anywhere, and the last one counts. */
  readonly nested: boolean
  /** `create` makes the step below the one before, which needs its name; what was made stays if a later step fails. */
  readonly ifMissing: 'create' | 'otherwise' | 'reject'
  /** Whether categories that are made show. */
  readonly visible: boolean
  /** Names from the top of the category that stands in; it is made, visibly, when there is none. */
  readonly otherwise?: readonly string[]
}
