import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Blocks } from '../../../src/transport/s3/blocks.ts'
import { s3Client } from '../../../src/transport/s3/client.ts'
import { headOf, type S3File } from '../../../src/transport/s3/head.ts'
import { S3_LIMITS } from '../../../src/transport/s3/settings.ts'
import { Turns } from '../../../src/transport/s3/turns.ts'
import { BUCKET, KEY, s3StandIn } from './stand-in.ts'

const BLOCK = 1000
const LIMITS = { blockBytes: BLOCK, blocks: 4, coming: 2, ahead: 1 }

describe('blocks of files', () => {
  async function place(files: Readonly<Record<string, Buffer>>) {
    await using stack = new AsyncDisposableStack()
    const s3 = stack.use(await s3StandIn())
    for (const [key, content] of Object.entries(files)) s3.objects.set(key, content)
    const settings = {
      endpoint: s3.endpoint,
      bucket: BUCKET,
      prefix: '',
      addressing: 'path',
      ...KEY,
    } as const
    const client = stack.use(s3Client(settings, S3_LIMITS))
    const blocks = new Blocks(client, LIMITS)
    const opened: S3File[] = []
    for (const key of Object.keys(files)) opened.push((await headOf(client, key, key))!)
    s3.requests.length = 0
    const moved = stack.move()
    return { s3, blocks, opened, [Symbol.asyncDispose]: () => moved.disposeAsync() }
  }
  const read = async (blocks: Blocks, file: S3File, position: number, length: number) => {
    const into = Buffer.alloc(length)
    return into.subarray(0, await blocks.read(file, into, position))
  }

  test('give what was asked for, whatever is read at the same time', async () => {
    const files = [0, 1, BLOCK, 3 * BLOCK + 1, 7 * BLOCK].map(
      (size) => [`of ${size}`, randomBytes(size)] as const,
    )
    await using at = await place(Object.fromEntries(files))
    const question = fc.record({
      of: fc.nat({ max: files.length - 1 }),
      position: fc.nat({ max: 8 * BLOCK }),
      length: fc.nat({ max: 3 * BLOCK }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 12 }), async (questions) => {
        await Promise.all(
          questions.map(async ({ of, position, length }) => {
            const got = await read(at.blocks, at.opened[of]!, position, length)
            expect(got.equals(files[of]![1].subarray(position, position + length))).toBe(true)
          }),
        )
      }),
    )
  })

  test('are kept for whoever reads next, the latest of them, and fetched again after that', async () => {
    const content = randomBytes(20 * BLOCK)
    await using at = await place({ a: content })
    const [file] = at.opened as [S3File]
    for (const index of [0, 2, 4, 6]) await read(at.blocks, file, index * BLOCK, 10)
    expect(at.s3.requests).toHaveLength(4)
    for (const index of [6, 4, 2, 0]) await read(at.blocks, file, index * BLOCK + 500, 10)
    expect(at.s3.requests).toHaveLength(4)
    // The one that was not asked for longest goes.
    await read(at.blocks, file, 10 * BLOCK, 10)
    await read(at.blocks, file, 0, 10)
    expect(at.s3.requests).toHaveLength(5)
    expect(
      (await read(at.blocks, file, 6 * BLOCK, 10)).equals(content.subarray(6 * BLOCK, 6 * BLOCK + 10)),
    ).toBe(true)
    expect(at.s3.requests).toHaveLength(6)
  })

  test('come ahead where a file is read on, not where it is read here and there', async () => {
    await using at = await place({ a: randomBytes(20 * BLOCK) })
    const [file] = at.opened as [S3File]
    await read(at.blocks, file, 7 * BLOCK, 10)
    await read(at.blocks, file, 3 * BLOCK, 10)
    expect(at.s3.requests).toHaveLength(2)
    await read(at.blocks, file, 4 * BLOCK, 10)
    await read(at.blocks, file, 5 * BLOCK, 10)
    // 4, 5, and 6 before it is asked for; 7 is there.
    expect(at.s3.requests).toHaveLength(5)
  })

  test('of many files at once are asked for a few at a time, and each reader gets its own', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`f${index}`, randomBytes(2500)]),
    )
    await using at = await place(files)
    let [together, most] = [0, 0]
    at.s3.before = async () => {
      most = Math.max(most, ++together)
      await wait(2)
      together--
    }
    const got = await Promise.all(at.opened.map((file) => read(at.blocks, file, 0, 5000)))
    for (const [index, content] of Object.values(files).entries())
      expect(got[index]!.equals(content)).toBe(true)
    expect(most).toBe(LIMITS.coming)
  })
})

test('turns are taken in order, so many at a time, and given back by who fails', async () => {
  const turns = new Turns(2)
  const done: number[] = []
  let together = 0
  const work = Array.from({ length: 6 }, (_, index) =>
    turns.take(async () => {
      expect(++together).toBeLessThanOrEqual(2)
      await wait(1)
      together--
      done.push(index)
      if (index === 1) throw new Error('failed')
    }),
  )
  expect(turns.isFree).toBe(false)
  expect((await Promise.allSettled(work)).filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(done).toEqual([0, 1, 2, 3, 4, 5])
  expect(turns.isFree).toBe(true)
})
