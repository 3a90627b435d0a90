import { refusal } from '../../domain/finding.ts'
import { damaged } from './damaged.ts'
import { MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_COUNTS_FROM_BYTES } from './limits.ts'
import { knownBytes } from './magic.ts'

/**
 * Passes unpacked bytes on while they stay within the limits, whatever the archive's own directory claims, and are
 * not another archive. Errors of the unpacking itself become RB-1080.
 */
export async function* guardUnpacked(
  unpacked: AsyncIterable<Uint8Array>,
  name: string,
  packedBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of unpacked) {
      if (bytes === 0) refuseBinary(chunk, name)
      bytes += chunk.length
      if (bytes > MAX_UNPACKED_BYTES) throw refusal('RB-1086', { value: name, limit: MAX_UNPACKED_BYTES })
      if (isBomb(bytes, packedBytes)) throw refusal('RB-1087', { value: name, limit: MAX_RATIO })
      yield chunk
    }
  } catch (error) {
    throw damaged(error)
  }
}

export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > RATIO_COUNTS_FROM_BYTES && unpackedBytes > packedBytes * MAX_RATIO
}

function refuseBinary(head: Uint8Array, name: string): void {
  const known = knownBytes(head)
  if (known === null) return
  if (known.archive !== null) throw refusal('RB-1084', { value: name })
  throw refusal('RB-1007', { value: known.what })
}
