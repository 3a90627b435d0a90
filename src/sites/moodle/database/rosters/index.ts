import type { Dataset, RosterDataset } from '../../../../domain/activity.ts'
import { course } from './course.ts'
import { enrolment } from './enrolment.ts'
import type { RosterReader } from './reader.ts'
import { user } from './user.ts'

/** How each full list is read. */
export const ROSTER_READERS: { readonly [D in RosterDataset]: RosterReader<D> } = { user, course, enrolment }

export function isRoster(dataset: Dataset): dataset is RosterDataset {
  return Object.hasOwn(ROSTER_READERS, dataset)
}
