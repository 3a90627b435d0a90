import { finding } from '../../domain/finding.ts'
import type { ImsMember, SourcedId } from './elements.ts'
import { MAX_RECORD_SIZE } from './limits.ts'
import { memberOf, sourcedIdOf } from './records.ts'
import type { RecordTree } from './tree.ts'

/**
 * Pairs the members of one membership with its group. Members are passed on one by one, however many there are. Those
 * that come before the group's sourcedid wait for it; beyond a limit all members of the membership are refused (RB-1133).
 */
export class Membership {
  readonly #pass: (member: ImsMember) => void
  /** The waiting members have this very list. */
  readonly #group: SourcedId[] = []
  #size = 0
  #waiting: ImsMember[] = []
  #state: 'naming' | 'named' | 'refused' = 'naming'

  constructor(pass: (member: ImsMember) => void) {
    this.#pass = pass
  }

  /** Several may stand one after another; those that come when a member has been passed on are too late. */
  addSourcedId(tree: RecordTree): void {
    if (this.#state !== 'naming') return
    if (this.#grow(tree.size)) this.#group.push(sourcedIdOf(tree.root))
  }

  addMember(tree: RecordTree): void {
    const cut = tree.isCut ? finding('RB-1132', { field: 'member', limit: MAX_RECORD_SIZE }) : null
    const member = memberOf(tree.root, this.#group, cut)
    if (this.#state === 'naming' && this.#group.length === 0) {
      this.#waiting.push(member)
      this.#grow(tree.size)
      return
    }
    this.#release()
    this.#passOn(member)
  }

  end(): void {
    this.#release()
  }

  #grow(by: number): boolean {
    this.#size += by
    if (this.#size <= MAX_RECORD_SIZE) return true
    this.#state = 'refused'
    for (const member of this.#waiting) this.#passOn(member)
    this.#waiting = []
    return false
  }

  #release(): void {
    if (this.#state === 'naming') this.#state = 'named'
    for (const member of this.#waiting) this.#passOn(member)
    this.#waiting = []
  }

  #passOn(member: ImsMember): void {
    if (this.#state !== 'refused') this.#pass(member)
    else this.#pass({ ...member, group: [], fault: finding('RB-1133', { limit: MAX_RECORD_SIZE }) })
  }
}
