import { join } from 'node:path'
import type { OutboundHub } from '../hub.ts'

/** Where rows lie that are too many to be put in order in memory. They hold personal values. */
export function sortingFolder({ dataFolder }: OutboundHub): string {
  return join(dataFolder, 'sorting')
}
