export type Nested = Readonly<Record<string, unknown>>

/**
 * Lays a change over settings: objects are merged, so that one name within them can be changed alone; lists and values
 * are replaced.
 */
export function laidOver(settings: Nested, change: Nested): Nested {
  const result = new Map(Object.entries(settings))
  for (const [name, value] of Object.entries(change)) {
    const before = result.get(name)
    result.set(name, isNested(before) && isNested(value) ? laidOver(before, value) : value)
  }
  // Makes properties of the object's own, also of `__proto__`.
  return Object.fromEntries(result)
}

/** Settings without the one at a path with dots. Objects that it leaves empty go too. */
export function without(settings: Nested, path: string): Nested {
  const [name, ...rest] = path.split('.')
  const entries = Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    if (key !== name) return [[key, value]]
    if (rest.length === 0) return []
    if (!isNested(value)) return [[key, value]]
    const left = without(value, rest.join('.'))
    return Object.keys(left).length === 0 ? [] : [[key, left]]
  })
  return Object.fromEntries(entries)
}

/** Every value in settings by its path with dots. Empty objects and lists are values. */
export function flat(settings: Nested, prefix = ''): [path: string, value: unknown][] {
  return Object.entries(settings).flatMap(([name, value]): [string, unknown][] =>
    isNested(value) && Object.keys(value).length > 0
      ? flat(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value]],
  )
}

function isNested(value: unknown): value is Nested {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
