import type { Action, FileKind } from '../../domain/action.ts'
import { SEPARATOR } from '../../domain/record-key.ts'
import { erasingOf } from './erasing.ts'
import { type FieldColumn, layoutOf } from './layout.ts'
import type { DatahubSettings } from './settings.ts'
import type { Verb } from './verbs.ts'

type Values = Record<string, string>

/** Before it is complete, an action of any kind. */
export interface Asked {
  kind: FileKind
  verb: Verb
  fields: Values
  find?: Values
  profile?: Values
  erase?: string[]
}

/** Stands before the action word in a row's text: 16 characters and a space. */
export const SIGNATURE_LENGTH = 17

/** Makes the function that tells a row's action from its text. */
export function actionReader(
  header: readonly string[],
  kind: FileKind,
  settings: DatahubSettings,
): (text: string) => Action {
  const { columns } = layoutOf(header, kind, settings.fieldMapping)
  const places = columns.map(placeOf)
  const erasing = erasingOf(kind, columns, settings)
  return (text) => {
    const cells = text.split(SEPARATOR)
    const asked: Asked = { kind, verb: cells[0]!.slice(SIGNATURE_LENGTH) as Verb, fields: {} }
    for (let i = 0; i < places.length; i++) {
      const value = cells[i + 1]!
      const place = places[i]!
      if (erasing?.erases(value, place.column)) erase(asked, place)
      else if (value !== '') put(asked, place, value)
    }
    return asked as Action
  }
}

export interface ColumnPlace {
  readonly column: FieldColumn
  readonly index: number
  readonly as: string
  readonly target: FieldColumn['field']['target']
}

export function placeOf(column: FieldColumn): ColumnPlace {
  const { index, field } = column
  return { column, index, as: field.as, target: field.target }
}

export function put(asked: Asked, { as, target }: ColumnPlace, value: string): void {
  if (target === 'fields') asked.fields[as] = value
  else valuesOf(asked, target)[as] = value
}

function erase(asked: Asked, { as, target }: ColumnPlace): void {
  if (target === 'profile') valuesOf(asked, target)[as] = ''
  else asked.erase = [...(asked.erase ?? []), as]
}

function valuesOf(asked: Asked, target: 'find' | 'profile'): Values {
  const values = asked[target] ?? {}
  asked[target] = values
  return values
}
