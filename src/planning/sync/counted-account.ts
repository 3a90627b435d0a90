import { finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { UserState } from '../../domain/site-state.ts'
import type { AccountSync } from '../../domain/sync-action.ts'
import { firstFreeName } from '../../domain/values/counted-name.ts'
import { fillNameTemplate } from '../../domain/values/name-template.ts'
import type { Draft } from '../draft.ts'
import { makeAccount } from './account-values.ts'
import { naming } from './naming.ts'

/** Makes a user under the next free name, and says which one that is (moodle-csv.md 2.4 step 4). */
export function makeCounted(action: AccountSync, state: UserState, draft: Draft): Outcome {
  const { by, perName, whenNew } = action
  const isTaken = (name: string) => state.users.having('username', name).length > 0
  const username = firstFreeName(by.value, '', isTaken)
  const anew = Object.entries(perName?.templates ?? {}).map(([field, template]) => [
    field,
    fillNameTemplate(template, { ...perName?.letters, u: username }),
  ])
  const counted: AccountSync = {
    ...action,
    by: { ...by, value: username },
    whenNew: { ...whenNew, ...Object.fromEntries(anew) },
  }
  const note = finding('RB-1334', { ...naming('user', by, draft), name: username })
  return makeAccount(counted, state, draft, note)
}
