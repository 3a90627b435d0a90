import { existsSync } from 'node:fs'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { acquireLock, publishAddress, readLock } from '../../src/store/lock.ts'
import { FOREIGN_SILENCE_MS, HEARTBEAT_MS } from '../../src/store/lock-record.ts'
import { thisProcess } from '../../src/store/process-identity.ts'
import { type Program, runProgram } from '../support/program.ts'
import { refused } from '../support/refused.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const TAKE_LOCK = new URL('./programs/take-lock.ts', import.meta.url)
const never = () => {
  throw new Error('the lock was lost')
}
afterEach(() => {
  vi.useRealTimers()
})

async function lockText(folder: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(folder, 'rollbook.lock'), 'utf8'))
}

/** A lock as somebody else would have left it. */
async function leaveLock(folder: string, changes: object): Promise<string> {
  const path = join(folder, 'rollbook.lock')
  const since = '2026-01-01T00:00:00.000Z'
  await writeFile(path, JSON.stringify({ ...thisProcess(), nonce: 'left', since, address: null, ...changes }))
  return path
}

async function holder(folder: string): Promise<Program> {
  const program = runProgram(TAKE_LOCK, folder)
  expect(await program.line()).toBe('held')
  return program
}

describe('the lock of a data folder', () => {
  test('keeps a second process out, and says whom to ask', async () => {
    await using folder = await temporaryFolder()
    await using first = await holder(folder.path)
    const finding = await refused(acquireLock(folder.path, never))
    expect(finding).toMatchObject({ code: 'RB-6020' })
    const { since } = await lockText(folder.path)
    for (const part of [String(first.pid), hostname(), String(since), folder.path]) {
      expect(finding.message).toContain(part)
    }
  })

  test('keeps the same process from taking it twice', async () => {
    await using folder = await temporaryFolder()
    const lock = await acquireLock(folder.path, never)
    expect(await refused(acquireLock(folder.path, never))).toMatchObject({ code: 'RB-6020' })
    await lock.release()
    await (await acquireLock(folder.path, never)).release()
    expect(await readdir(folder.path)).toEqual([])
  })

  test('is given back by a process that ends in order', async () => {
    await using folder = await temporaryFolder()
    const program = await holder(folder.path)
    await program.end('end of input')
    expect(await readdir(folder.path)).toEqual([])
  })

  test('is taken over from a process that was killed', async () => {
    await using folder = await temporaryFolder()
    const program = await holder(folder.path)
    await program.end()
    expect(existsSync(join(folder.path, 'rollbook.lock'))).toBe(true)
    expect(await readLock(folder.path)).toBeNull()
    const lock = await acquireLock(folder.path, never)
    expect(await lockText(folder.path)).toMatchObject({ pid: process.pid })
    await lock.release()
    expect(await readdir(folder.path)).toEqual([])
  })

  test('of a dead process goes to one of several that come at once', async () => {
    await using folder = await temporaryFolder()
    for (let round = 0; round < 3; round += 1) {
      await leaveLock(folder.path, { pid: 2 ** 22 + 1, nonce: `dead-${round}` })
      const takers = Array.from({ length: 6 }, () => runProgram(TAKE_LOCK, folder.path))
      const said = await Promise.all(takers.map((taker) => taker.line()))
      expect(said.sort()).toEqual([...Array(5).fill('RB-6020'), 'held'])
      await Promise.all(takers.map((taker) => taker.end('end of input')))
      expect(await readdir(folder.path)).toEqual([])
    }
  })

  test('of a dead process goes to one of many in this process', async () => {
    await using folder = await temporaryFolder()
    await leaveLock(folder.path, { pid: 2 ** 22 + 1 })
    const takers = Array.from({ length: 20 }, () => acquireLock(folder.path, never))
    const results = await Promise.allSettled(takers)
    const locks = results.filter((result) => result.status === 'fulfilled')
    expect(locks).toHaveLength(1)
    await locks[0]!.value.release()
    expect(await readdir(folder.path)).toEqual([])
  })

  test('survives that a process died while it took the lock over', async () => {
    await using folder = await temporaryFolder()
    const path = await leaveLock(folder.path, { pid: 2 ** 22 + 1, nonce: 'dead' })
    const claim = { ...thisProcess(), pid: 2 ** 22 + 2, nonce: 'died-too', since: '', address: null }
    await writeFile(`${path}.dead.claim`, JSON.stringify(claim))
    const lock = await acquireLock(folder.path, never)
    await lock.release()
    expect(await readdir(folder.path)).toEqual([])
  })

  test('is not mistaken for that of a process which got the same number later', async () => {
    await using folder = await temporaryFolder()
    await leaveLock(folder.path, { pid: process.pid, started: 'another start' })
    await (await acquireLock(folder.path, never)).release()
  })

  test('that a loss of power tore is nobody’s', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'rollbook.lock'), '')
    await (await acquireLock(folder.path, never)).release()
  })

  test.each([
    ['another machine', { host: 'another.example.org' }],
    ['another container of this machine', { pidNamespace: 'pid:[1]' }],
  ])('of %s falls when its heartbeat has been silent for long', async (_, place) => {
    await using folder = await temporaryFolder()
    const path = await leaveLock(folder.path, place)
    expect(await refused(acquireLock(folder.path, never))).toMatchObject({ code: 'RB-6020' })
    const silent = new Date(Date.now() - FOREIGN_SILENCE_MS - 1000)
    await utimes(path, silent, silent)
    await (await acquireLock(folder.path, never)).release()
  })

  test('says where its holder serves', async () => {
    await using folder = await temporaryFolder()
    const lock = await acquireLock(folder.path, never)
    expect(await readLock(folder.path)).toMatchObject({ pid: process.pid, address: null })
    await publishAddress(folder.path, 'http://127.0.0.1:8080')
    expect(await readLock(folder.path)).toMatchObject({ address: 'http://127.0.0.1:8080' })
    await lock.release()
    expect(await readLock(folder.path)).toBeNull()
  })

  test('tells its holder when another machine has taken it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await using folder = await temporaryFolder()
    const lost = Promise.withResolvers<string>()
    const lock = await acquireLock(folder.path, ({ finding }) => lost.resolve(finding.code))
    await leaveLock(folder.path, { host: 'another.example.org' })
    vi.advanceTimersByTime(HEARTBEAT_MS)
    expect(await lost.promise).toBe('RB-6022')
    await lock.release()
    expect(await lockText(folder.path)).toMatchObject({ host: 'another.example.org' })
  })

  test('cannot be made where nothing can be written', async () => {
    await using folder = await temporaryFolder()
    const missing = acquireLock(join(folder.path, 'missing'), never)
    expect(await refused(missing)).toMatchObject({ code: 'RB-6021' })
  })
})
