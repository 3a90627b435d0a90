import { type Finding, finding } from '../../domain/finding.ts'
import type { Draft } from '../draft.ts'

type Texts = Readonly<Record<string, string | undefined>>

/** What a record asks for without the fields that no site of this kind can be told of, and a notice for each. */
export function withoutUnwritable<T extends Texts, Field extends string>(
  kind: 'user' | 'course',
  fields: T,
  erase: readonly Field[],
  isUnwritable: ((field: string) => boolean) | undefined,
  draft: Draft,
): { readonly kept: T; readonly erase: readonly Field[]; readonly notices: readonly Finding[] } {
  if (isUnwritable === undefined) return { kept: fields, erase, notices: [] }
  const left = [...Object.keys(fields), ...erase].filter(isUnwritable)
  if (left.length === 0) return { kept: fields, erase, notices: [] }
  return {
    kept: Object.fromEntries(Object.entries(fields).filter(([field]) => !isUnwritable(field))) as T,
    erase: erase.filter((field) => !isUnwritable(field)),
    notices: left.map((field) =>
      finding('RB-2416', { field: draft.label(kind, field), value: fields[field] ?? '' }),
    ),
  }
}
