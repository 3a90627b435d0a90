import { FILE_KINDS, type FileKind, IDENTIFYING_FIELDS } from '../../domain/action.ts'
import { refusal } from '../../domain/finding.ts'
import { ACTION, columnOf, type FieldMapping } from './field-mapping.ts'
import { FIELDS, identifyingFields, sameName } from './fields.ts'
import { allColumns } from './layout.ts'
import { shownColumns } from './shown.ts'

/**
 * What a file holds: what its sender says, what the action column of version 2 says (`useraction`…; Data Hub section
 * 14), or what only one kind of file has. Throws RollbookError when that contradicts itself (RB-1050), does not
 * settle it (RB-1048, RB-1049), or when there are action columns of several kinds (RB-1051).
 */
export function kindOf(
  header: readonly string[],
  sentAs: FileKind | undefined,
  mapping: FieldMapping,
): FileKind {
  const names = new Set(header.map(sameName))
  const has = (kind: FileKind, field: string) => names.has(sameName(columnOf(mapping, kind, field)))

  const versioned = FILE_KINDS.filter(
    (kind) => mapping[kind][ACTION] === undefined && names.has(`${kind}${ACTION}`),
  )
  if (sentAs !== undefined) {
    const other = versioned.find((kind) => kind !== sentAs)
    if (other === undefined) return sentAs
    throw refusal('RB-1050', { field: `${other}${ACTION}`, found: other, expected: sentAs })
  }
  if (versioned.length > 1) {
    throw refusal('RB-1051', { found: versioned.map((kind) => `${kind}${ACTION}`) })
  }
  if (versioned[0] !== undefined) return versioned[0]

  const course = columnOf(mapping, 'course', 'shortname')
  const enrolment = columnOf(mapping, 'enrolment', 'context')
  const isCourse = has('course', 'shortname')
  const isEnrolment = has('enrolment', 'context')
  const found = shownColumns(
    header,
    FILE_KINDS.flatMap((kind) => allColumns(kind, mapping)),
  )
  if (isCourse && isEnrolment) throw refusal('RB-1049', { course, enrolment, found })
  if (isCourse) return 'course'
  if (isEnrolment) return 'enrolment'
  const ofUsers = identifyingFields('user', IDENTIFYING_FIELDS)
  if (ofUsers.some((field) => has('user', field)) && !hasForeign(names, mapping)) return 'user'
  const user = ofUsers.map((field) => columnOf(mapping, 'user', field))
  throw refusal('RB-1048', { user, course, enrolment, found })
}

/**
 * Is there a column that only course and enrolment files have? Such a file is not taken for a user file because one
 * column is misspelt: its delete rows would remove accounts.
 */
function hasForeign(names: ReadonlySet<string>, mapping: FieldMapping): boolean {
  const columns = (kind: FileKind) => FIELDS[kind].map(({ name }) => sameName(columnOf(mapping, kind, name)))
  const own = new Set(columns('user'))
  return [...columns('course'), ...columns('enrolment')].some((name) => names.has(name) && !own.has(name))
}
