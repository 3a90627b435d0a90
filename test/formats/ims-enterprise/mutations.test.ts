import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { mulberry32, mutate } from '../mutations.ts'
import { readElements } from './read-elements.ts'

const MUTANTS_EACH = 700

/** What trips readers of XML. */
const SPLICES = [
  ...['<', '>', '/', '&', ';', '"', "'", '=', ']]>', '--', '?>', '\r', '\0', '\ufeff', '\x1f'],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    '<!DOCTYPE a [',
    '<?',
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<a>',
    '</a>',
  ],
  ...[
    '&#0;',
    '&#xD800;',
    '&b;',
    '<person>',
    '</person>',
    '<membership>',
    '</member>',
    '<sourcedid/>',
    '<person/>',
  ],
]

describe.each(['grouped.xml', 'plain.xml', 'one-line.xml'])('damaged copies of %s', (name) => {
  test('are refused whole or read whole, each element in its order', async () => {
    const bytes = readFileSync(join(import.meta.dirname, 'files', name))
    let refused = 0
    for (let seed = 1; seed <= MUTANTS_EACH; seed++) {
      const mutant = seed % 2 === 0 ? mutate(bytes, seed) : spliced(bytes, seed)
      const answer = await answerOf(mutant, 1 + ((seed * 37) % 500))
      expect(answer, `seed ${seed}`).toMatch(/^(?:RB-11\d\d|read)$/)
      if (answer !== 'read') refused++
    }
    expect(refused).toBeGreaterThan(MUTANTS_EACH / 4)
    expect(refused).toBeLessThan(MUTANTS_EACH)
  })
})

/** `read`, the code with which it was refused, or what must never happen. */
async function answerOf(bytes: Uint8Array, pieceSize: number): Promise<string> {
  try {
    const elements = await readElements(bytesFile(bytes, undefined, pieceSize))
    let last = 0
    for (const { kind, line, column } of elements) {
      const at = line * 1_000_000 + column
      if (at <= last && kind !== 'notice') return `${kind} on ${line}:${column} is out of order`
      last = at
    }
    return 'read'
  } catch (error) {
    return error instanceof RollbookError ? error.finding.code : `${error}`
  }
}

function spliced(bytes: Uint8Array, seed: number): Uint8Array {
  const random = mulberry32(seed)
  const at = Math.floor(random() * (bytes.length + 1))
  const piece = SPLICES[Math.floor(random() * SPLICES.length)]!
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(piece), bytes.subarray(at)])
}
