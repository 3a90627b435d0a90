import { refusal } from '../../domain/finding.ts'
import type { Destination } from '../settings/destinations.ts'

/**
 * Bytes encrypted for the destination's key: binary, not signed, in memory that does not grow with the file. Throws
 * RB-7411.
 */
export async function encrypted(
  bytes: AsyncIterable<Uint8Array>,
  destination: Destination,
): Promise<AsyncIterable<Uint8Array>> {
  // A large package that few need.
  const { createMessage, encrypt } = await import('openpgp')
  const encryptionKeys = await encryptionKey(destination)
  const binary = ReadableStream.from(bytes) as ReadableStream<Uint8Array>
  const message = await createMessage({ binary })
  const stream = await encrypt({ message, encryptionKeys, format: 'binary' })
  return stream as unknown as AsyncIterable<Uint8Array>
}

/** Throws RB-7411 for what is no public key, or no longer one to encrypt with. */
export async function checkKeys(destinations: readonly Destination[]): Promise<void> {
  for (const destination of destinations) {
    if (destination.pgp !== undefined) await encryptionKey(destination)
  }
}

async function encryptionKey({ name, pgp }: Destination) {
  const { readKey } = await import('openpgp')
  const refuse = (reason: string, cause?: unknown) => refusal('RB-7411', { value: name, reason }, { cause })
  // Before it is read, and without a word of it: a private key has no business here.
  if (pgp!.includes('PRIVATE KEY')) throw refuse('it is a private key')
  try {
    const key = await readKey({ armoredKey: pgp! })
    await key.getEncryptionKey()
    return key
  } catch (error) {
    throw refuse((error as Error).message, error)
  }
}
