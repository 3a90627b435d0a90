import type { RecordKind } from '../domain/action.ts'
import type { Entities, EntityKind } from '../domain/entities.ts'
import type { ErrorCode } from '../domain/errors/catalogue.ts'
import { type Finding, type FindingParts, finding } from '../domain/finding.ts'
import type { MailIntent, Operation } from '../domain/operation.ts'
import type { Outcome, OutcomeWord } from '../domain/outcome.ts'
import type { PasswordHasher } from '../domain/password-hasher.ts'
import type { Policy } from '../domain/policy.ts'
import type { ForgottenKey, Plan, PlanContext } from './plan.ts'

/** A plan in the making: planning functions write into it, one record after the other. */
export class Draft implements Plan {
  readonly outcomes: Outcome[] = []
  readonly operations: Operation[] = []
  readonly mails: MailIntent[] = []
  readonly forget: ForgottenKey[] = []
  readonly policy: Policy
  readonly passwords: PasswordHasher
  readonly now: number
  #record = 0
  #did = 0
  /** The last outcome without a note. */
  #plain: Outcome = { outcome: 'unchanged', did: 0 }

  constructor(context: PlanContext) {
    this.policy = context.policy
    this.passwords = context.passwords
    this.now = context.now
  }

  begin(record: number): void {
    this.#record = record
    this.#did = 0
  }

  end(outcome: Outcome): void {
    this.outcomes.push(outcome)
  }

  /** The column's name as the file spells it. */
  label(kind: RecordKind, field: string): string {
    return this.policy.labels[kind]?.[field] ?? field
  }

  /** Adds an operation of the current record. */
  change<K extends EntityKind>(
    kind: K,
    before: Entities[K] | null,
    after: Entities[K] | null,
    templateId?: number,
  ): void {
    const record = this.#record
    const operation =
      templateId === undefined ? { kind, before, after, record } : { kind, before, after, record, templateId }
    this.operations.push(operation as Operation)
  }

  mail(mail: Omit<MailIntent, 'record'>): void {
    this.mails.push({ record: this.#record, ...mail })
  }

  /** Forgets what was last applied for a key, or for all keys that start with it. */
  forgetKey(kind: RecordKind, key: string, prefix = false): void {
    this.forget.push({ kind, key, prefix, record: this.#record })
  }

  /** Marks something done besides the outcome word: a bit of `DID`. */
  did(bit: number): void {
    this.#did |= bit
  }

  outcome(outcome: OutcomeWord, note?: Finding): Outcome {
    const did = this.#did
    if (note !== undefined) return { outcome, did, finding: note }
    // Most records of a file come to the same.
    if (this.#plain.outcome !== outcome || this.#plain.did !== did) this.#plain = { outcome, did }
    return this.#plain
  }

  refuse(code: ErrorCode, parts: FindingParts = {}): Outcome {
    return rejected(finding(code, parts))
  }
}

export function rejected(why: Finding): Outcome {
  return { outcome: 'rejected', did: 0, finding: why }
}
