import { MoodleError, noPermission } from './moodle-error.ts'
import type { Parameters, Structure } from './parameters.ts'
import type { SiteState } from './site-state.ts'

export type Release = '4.1' | '4.5'

/** Who holds a token, and what it may do. */
export interface Account {
  readonly userId: number
  readonly capabilities: 'all' | ReadonlySet<string>
  /** Functions of the token's service. */
  readonly functions: 'all' | ReadonlySet<string>
  /** Why the token is refused, if it is. */
  readonly refused?: 'accessexception' | 'wsaccessusersuspended'
}

/** One call as a function sees it. */
export interface Call {
  readonly site: SiteState
  readonly account: Account
  readonly release: Release
  /** Seconds since 1970. */
  readonly now: number
  /** Told before each record; it may throw, as a process that dies does. */
  step(): void
}

export interface StandInFunction {
  readonly parameters: Structure
  run(call: Call, parameters: Parameters): unknown
}

export function mayDo({ account }: Call, capability: string): boolean {
  return account.capabilities === 'all' || account.capabilities.has(capability)
}

/** @throws MoodleError `nopermissions`, with the capability's label as Moodle shows it */
export function requireCapability(call: Call, capability: string, label: string): void {
  if (!mayDo(call, capability)) throw noPermission(label)
}

/** @throws MoodleError when the account has no way into the course */
export function enterCourse(call: Call): void {
  if (mayDo(call, 'moodle/course:view')) return
  throw new MoodleError(
    'require_login_exception',
    'requireloginerror',
    'Course or activity not accessible.',
    'Not enrolled',
  )
}

export function contextNotValid(level: 'course' | 'category', id: number): MoodleError {
  const code = level === 'course' ? 'errorcoursecontextnotvalid' : 'errorcatcontextnotvalid'
  return new MoodleError(
    'moodle_exception',
    code,
    `You cannot execute functions in the ${level} context (${level} id:${id}). The context error message was: Invalid parameter value detected`,
  )
}

/** Runs `work` for each record, all or nothing. */
export function allOrNothing<T, R>(call: Call, records: readonly T[], work: (record: T) => R): R[] {
  return call.site.journal.transaction(() =>
    records.map((record) => {
      call.step()
      return work(record)
    }),
  )
}

export interface Warning {
  readonly item: string
  readonly itemid: number
  readonly warningcode: string
  readonly message: string
}

/** Runs `work` for each record by itself; what it throws becomes a warning. */
export function eachByItself<T>(
  call: Call,
  item: string,
  records: readonly T[],
  idOf: (record: T) => number,
  work: (record: T) => void,
): { warnings: Warning[] } {
  const warnings: Warning[] = []
  for (const record of records) {
    call.step()
    try {
      call.site.journal.transaction(() => work(record))
    } catch (error) {
      if (!(error instanceof MoodleError)) throw error
      const { errorcode = '', message } = error
      warnings.push({ item, itemid: idOf(record), warningcode: errorcode, message })
    }
  }
  return { warnings }
}
