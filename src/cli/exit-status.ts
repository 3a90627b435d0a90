/** With which status the program ends, for scripts (`docs/reference/cli.md`). */
export const EXIT = {
  /** Done, and nothing to look at. */
  clean: 0,
  /** Not done. */
  failure: 1,
  /** Done, and some records or files were refused. */
  findings: 2,
  /** Something waits for a person. */
  held: 3,
} as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]
