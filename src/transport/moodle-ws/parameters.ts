/** What a function takes: nested lists and objects. There is no null and no empty list: Moodle cannot be sent either. */
export type ParameterValue = string | number | boolean | readonly ParameterValue[] | Parameters

export interface Parameters {
  readonly [name: string]: ParameterValue
}

/** One form field, its name in PHP's notation: `users[0][customfields][1][type]`. */
export type Field = readonly [name: string, value: string]

/**
 * The fields of a call, in order. Booleans become 1 and 0; numbers must be whole.
 *
 * @throws TypeError for a number that PHP would not read as the same whole number
 */
export function encode(parameters: Parameters): Field[] {
  return Object.entries(parameters).flatMap(([name, value]) => fieldsOf(name, value))
}

function fieldsOf(name: string, value: ParameterValue): Field[] {
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, inner]) => fieldsOf(`${name}[${key}]`, inner))
  }
  return [[name, textOf(name, value)]]
}

function textOf(name: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`${name} is ${value}, which is no whole number`)
  }
  return String(value)
}

/** How many fields a value becomes: what PHP's `max_input_vars` counts. */
export function countFields(value: ParameterValue): number {
  if (typeof value !== 'object') return 1
  return Object.values(value).reduce<number>((sum, inner) => sum + countFields(inner), 0)
}
