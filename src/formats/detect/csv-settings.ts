import type { Recognition } from './recognition.ts'
import type { Sample } from './sample.ts'

/**
 * What a feed must set so that a sample can be read, for formats with the settings `separator` and `encoding`. Null when
 * its separator is one that these formats do not take.
 */
export function csvSettings({ table, encoding, encodingIsGuessed }: Sample): Recognition['settings'] | null {
  const separator = table?.separator ?? ','
  if (separator === ':') return null
  return {
    ...(separator !== ',' && { separator: separator === '\t' ? 'tab' : separator }),
    ...(encodingIsGuessed && { encoding }),
  }
}
