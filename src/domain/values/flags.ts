const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['0', false],
  ['1', true],
  ['no', false],
  ['yes', true],
])

/** Reads a switch: `0`, `1`, `no`, `yes`, lower case only (Data Hub section 3.1). Null for anything else. */
export function parseFlag(text: string): boolean | null {
  return FLAGS.get(text) ?? null
}
