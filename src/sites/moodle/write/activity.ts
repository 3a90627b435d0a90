import type { EntityKind } from '../../../domain/entities.ts'
import { finding, refusal } from '../../../domain/finding.ts'
import type { Writer } from './writing.ts'

/** What learners did is told by a server of its own, and no web service takes it in. */
export const activityWriter: Pick<Writer<EntityKind>, 'impossible' | 'create'> = {
  impossible: () => finding('RB-4502'),
  async create() {
    throw refusal('RB-4502')
  },
}
