/**
 * Arrays as PostgreSQL spells them, for statements that take thousands of values: the driver's own way looks at each
 * element several times. To be cast in the statement: `${numberArray(ids)}::bigint[]`.
 */
export function numberArray(values: readonly number[]): string {
  // As the outcomes of records of a file that is as it was: to spell each of them costs five times as much.
  const [first] = values
  if (first !== undefined && values.every((value) => value === first)) {
    return `{${`${first},`.repeat(values.length - 1)}${first}}`
  }
  return `{${values.join(',')}}`
}

const SPECIAL = /["\\]/

export function textArray(values: readonly string[]): string {
  if (values.length === 0) return '{}'
  return `{"${values.map((text) => (SPECIAL.test(text) ? text.replace(/["\\]/g, '\\$&') : text)).join('","')}"}`
}
