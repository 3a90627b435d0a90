import { milliseconds } from './window.ts'

/** The default of the column for the end of an enrolment, which stands for none, as 0 does. */
const NEVER = 2_147_483_647

/** From when, or until when, somebody is enrolled: in milliseconds, null for no bound. */
export function boundOf(seconds: number): number | null {
  return seconds === 0 || seconds === NEVER ? null : milliseconds(seconds)
}
