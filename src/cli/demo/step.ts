/** One thing that the demo shows. */
export interface DemoStep {
  readonly title: string
  /** As JSON has it (`docs/reference/json.md`). */
  readonly document: object
  readonly text: string
}
