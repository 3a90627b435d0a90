import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openContainer } from '../../src/formats/containers/container.ts'
import { zipOf } from '../../src/transport/zip-writer.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

/** What another program reads out of an archive: the one with which files are taken in. */
async function unpacked(archive: Buffer): Promise<Record<string, string>> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a.zip')
  await writeFile(path, archive)
  const found: Record<string, string> = {}
  for (const file of await openContainer(path, 'a.zip')) {
    const chunks: Uint8Array[] = []
    for await (const chunk of file.open()) chunks.push(chunk)
    found[file.name] = Buffer.concat(chunks).toString()
  }
  return found
}

const LIMIT = 1_000_000

describe('a zip archive', () => {
  test('gives back every text, however it came in pieces', async () => {
    const texts = fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(texts, async (files) => {
        const sources = files.map((parts, at) => ({ name: `${at}.csv`, content: pieces(...parts) }))
        const archive = await zipOf(sources, LIMIT)
        const expected = files.map((parts, at) => [
          `${at}.csv`,
          Buffer.concat(parts.map((part) => Buffer.from(part))).toString(),
        ])
        expect(await unpacked(archive!)).toEqual(Object.fromEntries(expected))
      }),
      { numRuns: 30 },
    )
  })

  test('is the same for the same texts', async () => {
    const make = () => zipOf([{ name: 'a.log', content: pieces('one\n', 'two\n') }], LIMIT)
    expect(await make()).toEqual(await make())
  })

  test('larger than the limit is not made, and the rest of the texts is not read', async () => {
    let read = 0
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        read += 1
        yield Array.from({ length: 1000 }, (_, at) => String((at * 7919 * read) % 104_729)).join()
      }
    }
    const sources = [
      { name: 'a.log', content: endless() },
      { name: 'b.log', content: pieces('never') },
    ]
    expect(await zipOf(sources, 100_000)).toBeNull()
    expect(await zipOf([{ name: 'a.log', content: pieces('x') }], 10)).toBeNull()
  })
})
