import type { Entities, EntityKind } from '../../domain/entities.ts'

/**
 * Ids of things that planning makes and the server has not numbered yet: from here on. No server gives ids of this size,
 * and all of them are exact as numbers of JavaScript.
 */
export const FIRST_NEW_ID = 2 ** 52

export function isNewId(id: number): boolean {
  return id >= FIRST_NEW_ID
}

/** What the server answered for the ids of planning. */
export class ServerIds {
  readonly #known = new Map<number, number>()

  learn(newId: number, id: number): void {
    this.#known.set(newId, id)
  }

  /** Null for a thing that was not made. */
  idOf(id: number): number | null {
    return isNewId(id) ? (this.#known.get(id) ?? null) : id
  }

  /** The entity with the ids of the server; null when something that it needs was not made. Its own id may be new. */
  resolved<K extends EntityKind>(kind: K, entity: Entities[K]): Entities[K] | null {
    const changed: Record<string, number> = {}
    for (const field of REFERENCES[kind] as readonly (keyof Entities[K] & string)[]) {
      const id = this.idOf(entity[field] as number)
      if (id === null) return null
      changed[field] = id
    }
    return { ...entity, ...changed }
  }
}

/** Fields that name other things. */
const REFERENCES: { readonly [K in EntityKind]: readonly (keyof Entities[K])[] } = {
  user: [],
  category: ['parentId'],
  course: ['categoryId'],
  enrolment: ['userId', 'courseId'],
  roleAssignment: ['userId', 'instanceId'],
  group: ['courseId'],
  groupMember: ['groupId', 'userId', 'courseId'],
  grouping: ['courseId'],
  groupingGroup: ['groupingId', 'groupId', 'courseId'],
  cohort: [],
  cohortMember: ['cohortId', 'userId'],
  scormAttempt: ['userId', 'courseId'],
  signupChange: ['userId', 'courseId'],
  quizAttempt: ['userId', 'courseId'],
  courseCompletion: ['userId', 'courseId'],
  pathwayCompletion: ['userId'],
  grade: ['userId', 'courseId'],
}
