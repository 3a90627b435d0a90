import type { Action } from '../../domain/action.ts'
import type { Finding } from '../../domain/finding.ts'
import type { SourceFile } from '../format.ts'
import { classAction } from './class.ts'
import { courseAction } from './course.ts'
import { enrollmentAction } from './enrollment.ts'
import { orgAction } from './org.ts'
import type { Row } from './row.ts'
import { sessionAction } from './session.ts'
import type { OnerosterSettings } from './settings.ts'
import { Siblings } from './siblings.ts'
import type { TableName } from './tables.ts'
import { roleAction, userAction } from './user.ts'

/** What a row without a mistake of its own asks for, or what is wrong with what it refers to. */
export type Translate = (row: Row) => Action | Finding

/**
 * Makes the function that turns the good rows of a table into actions. It reads those tables of the package that the
 * rows refer to and that no site knows, so that its memory is that of the academic sessions and the ids of the courses,
 * or of the organisations.
 */
export async function translatorOf(
  table: TableName,
  files: readonly SourceFile[],
  settings: OnerosterSettings,
): Promise<Translate> {
  switch (table) {
    case 'orgs': {
      const tree = await (await Siblings.of(files)).orgs()
      return (row) => orgAction(row, tree)
    }
    case 'academicSessions': {
      const sessions = await (await Siblings.of(files)).sessions()
      return (row) => sessionAction(row, sessions)
    }
    case 'courses': {
      const sessions = await (await Siblings.of(files)).sessions()
      return (row) => courseAction(row, sessions)
    }
    case 'classes': {
      const siblings = await Siblings.of(files)
      const sessions = await siblings.sessions()
      const courses = await siblings.courses(sessions)
      return (row) => classAction(row, { sessions, courses }, settings)
    }
    case 'users':
      return (row) => userAction(row, settings)
    case 'roles':
      return roleAction
    case 'enrollments':
      return (row) => enrollmentAction(row, settings)
  }
}
