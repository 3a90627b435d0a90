import type { Storage } from './storage.ts'

/** A file in one go, in place with all of its pieces or not at all. */
export async function putWhole(
  storage: Pick<Storage, 'create'>,
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const draft = await storage.create(path)
  try {
    let position = 0
    for await (const piece of pieces) {
      await draft.write(piece, position)
      position += piece.length
    }
    await draft.commit()
  } catch (error) {
    await draft.discard()
    throw error
  }
}
