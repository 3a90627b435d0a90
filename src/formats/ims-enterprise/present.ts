import { byIdnumber, courseKey, nameKey, SEPARATOR } from '../../domain/record-key.ts'
import { ANY_ROLE, ANYTHING } from '../../domain/removal.ts'
import { isUsableId } from '../ids/usable-id.ts'
import type { ImsGroup, ImsMember, ImsPerson } from './elements.ts'
import type { ImsSettings } from './settings.ts'
import { courseCodeOf, idOf } from './source-id.ts'

/**
 * Key of what a refused record names all the same, so that it is not missing; null where it does not say. Of one that was
 * read in part, and of a member of a group without id, nobody can tell.
 */
export function presentIn(
  element: ImsPerson | ImsGroup | ImsMember,
  { truncateCourseCodes }: ImsSettings,
): string | null {
  if (element.fault !== null) return ANYTHING
  if (element.kind === 'group') {
    const code = courseCodeOf(element.sourcedids, truncateCourseCodes)
    return code !== null && isUsableId(code) ? courseKey({ field: 'idnumber', value: code }) : null
  }
  const code = element.kind === 'member' ? courseCodeOf(element.group, truncateCourseCodes) : ''
  if (code === null) return ANYTHING
  const id = idOf(element.sourcedids)
  if (id === null || !isUsableId(id)) return null
  const person = nameKey({ field: 'idnumber', value: id })
  if (element.kind === 'person') return person
  if (!isUsableId(code)) return null
  return [person, byIdnumber(code), ANY_ROLE].join(SEPARATOR)
}
