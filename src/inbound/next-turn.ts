import { setImmediate } from 'node:timers/promises'

/** Lets the main loop do what waits, such as taking the database's answers, and goes on. */
export function nextTurn(): Promise<void> {
  return setImmediate()
}
