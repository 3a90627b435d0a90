import { encode, type Field, type Parameters } from './parameters.ts'

/** The fields of every call besides the function's own. */
export const CONTROL_FIELDS = 4

/**
 * The whole form of a call. The order is what keeps calls whole: PHP reads no more than `max_input_vars` fields and
 * drops the rest without a word, so a call that is cut would succeed for what is left. The name of the function
 * therefore comes last. Cut off, it leaves Moodle with nothing to do: the call is refused as a whole.
 * `moodlewssettingraw` keeps names from being escaped as HTML.
 */
export function form(token: string, name: string, parameters: Parameters): Field[] {
  return [
    ['wstoken', token],
    ['moodlewsrestformat', 'json'],
    ['moodlewssettingraw', '1'],
    ...encode(parameters),
    ['wsfunction', name],
  ]
}

export function body(fields: readonly Field[]): string {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()
}
