import type { RecordKind } from '../../domain/action.ts'
import { type Finding, finding } from '../../domain/finding.ts'
import type { Outcome } from '../../domain/outcome.ts'
import type { Draft } from '../draft.ts'

/** The field and value of a finding, with `found` as `idnumber "S1"`, spelled as the file spells it. */
export function naming(
  kind: RecordKind,
  { field, value }: { readonly field: string; readonly value: string },
  draft: Draft,
): { field: string; value: string; found: string } {
  const label = draft.label(kind, field)
  return { field: label, value, found: `${label} "${value}"` }
}

/** What a record leaves as it is: as its note says, or because of a setting, or because it asks for no change. */
export function left(
  setting: string | undefined,
  named: ReturnType<typeof naming>,
  draft: Draft,
  note?: Finding,
): Outcome {
  const why = setting === undefined ? finding('RB-2408') : finding('RB-2403', { ...named, setting })
  return draft.outcome('unchanged', note ?? why)
}

/** An unknown thing that the record lets be. */
export function nothingThere(parts: ReturnType<typeof naming>, draft: Draft, note?: Finding): Outcome {
  return draft.outcome('unchanged', note ?? finding('RB-2406', parts))
}

/** The end of a sentence that names the setting behind it. */
export function because(setting: string | undefined): string {
  return setting === undefined ? '' : ` (setting ${setting})`
}

/** A record that makes something new each time it is carried out, and was. */
export function appliedBefore(draft: Draft): Outcome {
  return draft.outcome('unchanged', finding('RB-2018'))
}
