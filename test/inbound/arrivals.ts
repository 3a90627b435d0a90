import fc from 'fast-check'
import { type Batch, batches } from '../support/arbitrary-actions.ts'

/** A file and the feed, of two into one site, through which it comes. */
export interface Arrival {
  readonly file: Batch
  readonly feed: 0 | 1
}

/** Files that come one after the other; most come again later, through the same feed or the other. */
export function arrivals(maxFiles: number, maxLater: number): fc.Arbitrary<Arrival[]> {
  const later = fc.tuple(fc.nat(9), fc.constantFrom<0 | 1>(0, 0, 1))
  return fc
    .tuple(batches(maxFiles, 6), fc.array(later, { maxLength: maxLater, size: 'max' }))
    .map(([files, again]) => [
      ...files.map((file): Arrival => ({ file, feed: 0 })),
      ...again.map(([which, feed]): Arrival => ({ file: files[which % files.length]!, feed })),
    ])
}
