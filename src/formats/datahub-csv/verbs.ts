import type { DatahubAction, FileKind } from '../../domain/action.ts'
import type { DatahubSettings } from './settings.ts'

export type Verb = DatahubAction['verb']

const CREATE_UPDATE_DELETE = { create: 'create', add: 'create', update: 'update', delete: 'delete' } as const
const WITHOUT_ADD = { create: 'create', update: 'update', delete: 'delete' } as const

/** Every action word of any kind. */
export const ACTION_WORDS: ReadonlySet<string> = new Set([...Object.keys(CREATE_UPDATE_DELETE), 'disable'])

/** Action words that ask to remove something. */
export const REMOVAL_WORDS = ['delete', 'disable']

/** Action words of a kind and what they ask for, compared exactly (Data Hub section 1, quirk Q-3). */
export function verbsOf(kind: FileKind, settings: DatahubSettings): ReadonlyMap<string, Verb> {
  const words: Record<string, Verb> = kind === 'course' ? WITHOUT_ADD : CREATE_UPDATE_DELETE
  const verbs = new Map<string, Verb>(Object.entries(words))
  if (kind === 'user' && settings.disableAction === 'suspend') verbs.set('disable', 'suspend')
  return verbs
}
