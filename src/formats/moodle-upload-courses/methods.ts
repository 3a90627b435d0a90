import { type Finding, finding } from '../../domain/finding.ts'
import type { CourseSync } from '../../domain/sync-action.ts'
import type { Cells } from './cells.ts'

/** What a row says of enrolment methods and roles. */
export interface Methods {
  readonly values: CourseSync['values']
  readonly manual?: boolean
  /** Roles that it names. */
  readonly roles: readonly string[]
  /** Methods of which nothing is kept. */
  readonly notice?: Finding
}

const YES = /^[1-9]\d*$/

/**
 * Reads the enrolment methods of a row (moodle-csv.md 3.1). Of manual enrolment is kept whether the course takes it, of
 * guest access whether it is open and with which password.
 */
export function methodsOf({ methods, roles }: Cells): Methods {
  const values: { guest?: string; password?: string } = {}
  let manual: boolean | undefined
  const unkept: string[] = []
  const named = [...roles]
  for (const cells of methods) {
    const name = (cells[''] ?? '').toLowerCase()
    if (name === '') continue
    if (cells['role'] !== undefined) named.push(cells['role'])
    const isOn = !YES.test(cells['delete'] ?? '') && !YES.test(cells['disable'] ?? '')
    if (name === 'manual') manual = isOn
    else if (name === 'guest') {
      values.guest = isOn ? '1' : '0'
      if (isOn && cells['password'] !== undefined) values.password = cells['password']
    } else unkept.push(name)
  }
  return {
    values,
    roles: [...new Set(named)],
    ...(manual !== undefined && { manual }),
    ...(unkept.length > 0 && { notice: finding('RB-1346', { value: unkept.join(', ') }) }),
  }
}
