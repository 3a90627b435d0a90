import type { SourceFile } from '../format.ts'

/** The first bytes of a file, `most` of them unless it is shorter. */
export async function headOf(file: SourceFile, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of file.open()) {
    parts.push(chunk)
    length += chunk.length
    if (length >= most) break
  }
  return Buffer.concat(parts).subarray(0, most)
}
