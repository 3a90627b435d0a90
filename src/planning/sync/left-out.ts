import type { Finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { isOutcome } from '../checks.ts'

/** Values without those of some fields that the site does not accept, and a notice for each that is left out. */
export function withoutRefused<Fields extends Readonly<Record<string, string | undefined>>>(
  fields: Fields,
  lenient: readonly (keyof Fields & string)[],
  read: (alone: Fields) => object | Outcome,
): { readonly kept: Fields; readonly notices: readonly Finding[] } {
  const kept = { ...fields }
  const notices: Finding[] = []
  for (const field of lenient) {
    if (kept[field] === undefined) continue
    const alone = read({ [field]: kept[field] } as Fields)
    if (!isOutcome(alone)) continue
    notices.push(alone.finding!)
    delete kept[field]
  }
  return { kept, notices }
}
