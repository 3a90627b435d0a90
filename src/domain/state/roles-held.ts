import type { PairKey } from '../site-state.ts'

/**
 * The ids of the roles that are held, by `roleKey(…)`. One role alone has no list: nearly everybody in a course has one,
 * and a chunk names thousands.
 */
export class RolesHeld extends Map<PairKey, number | readonly number[]> {
  of(place: PairKey): readonly number[] {
    const ids = this.get(place)
    if (ids === undefined) return NONE
    return typeof ids === 'number' ? [ids] : ids
  }

  holds(place: PairKey, roleId: number): boolean {
    const ids = this.get(place)
    return typeof ids === 'object' ? ids.includes(roleId) : ids === roleId
  }

  give(place: PairKey, roleId: number): void {
    if (this.holds(place, roleId)) return
    const others = this.of(place)
    this.set(place, others.length === 0 ? roleId : [...others, roleId])
  }

  take(place: PairKey, roleId: number): void {
    const others = this.of(place).filter((id) => id !== roleId)
    if (others.length === 0) this.delete(place)
    else this.set(place, others)
  }
}

const NONE: readonly number[] = []
