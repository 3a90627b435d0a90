import { styleText } from 'node:util'
import type { Advice } from './advice.ts'

const STATES = {
  ok: styleText('green', 'ok  '),
  warn: styleText('yellow', 'warn'),
  fail: styleText('red', 'fail'),
}
/** As long as the longest name of a check. */
const NAME_WIDTH = 12

/** A line for each check, and one below it that says what to do. */
export function doctorText(advice: readonly Advice[]): string {
  return advice
    .map(({ check, state, seen, todo }) => {
      const line = `${STATES[state]}  ${check.padEnd(NAME_WIDTH)}  ${seen}\n`
      return todo === null ? line : `${line}${' '.repeat(NAME_WIDTH + 8)}→ ${todo}\n`
    })
    .join('')
}
