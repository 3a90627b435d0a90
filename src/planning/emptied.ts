/** The fields that a record takes away, each as an empty text. */
export function emptied<Field extends string>(erase: readonly Field[] = []): Partial<Record<Field, ''>> {
  return Object.fromEntries(erase.map((field) => [field, ''])) as Partial<Record<Field, ''>>
}
