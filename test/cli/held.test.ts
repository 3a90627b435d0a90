import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cli, cliJson, place } from './cli.ts'

let at: Awaited<ReturnType<typeof place>>
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  at = await place()
  folder = await temporaryFolder()
})
afterAll(async () => {
  await at[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const SEVERAL_PROCESSES = 120_000
const NUMBERS = Array.from({ length: 100 }, (_, n) => n)

async function users(name: string, rows: readonly string[]): Promise<string> {
  const path = join(folder.path, name)
  const header = 'action,username,password,firstname,lastname,email,city,country'
  await writeFile(path, [header, ...rows, ''].join('\n'))
  return path
}

const row = (action: string, n: number, city: string) =>
  `${action},u${n},Passw0rd!,First,Last,u${n}@example.org,${city},GB`

interface Held {
  readonly runs: { id: number; finding: { code: string } }[]
}

test(
  'a file that would delete too many waits, is released but for its removals, and these are dropped',
  async () => {
    await cli(
      at,
      'import',
      await users(
        'first.csv',
        NUMBERS.map((n) => row('create', n, 'Leeds')),
      ),
    )
    const gone = NUMBERS.slice(0, 21).map((n) => row('delete', n, 'Leeds'))
    const file = await users('second.csv', [...gone, row('update', 50, 'York')])
    const imported = await cliJson<{ run: { id: number; state: string } }>(at, 'import', file)
    expect(imported).toMatchObject({ status: 3, document: { run: { state: 'held' } } })
    const { id } = imported.document.run

    const listed = await cliJson<Held>(at, 'held')
    expect(listed).toMatchObject({ status: 3, document: { runs: [{ id, finding: { code: 'RB-5057' } }] } })
    const refused = await cli(at, 'release', String(id), '--segment', 'Physics')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('RB-5066')

    const released = await cliJson(at, 'release', String(id), '--safe-only')
    expect(released).toMatchObject({ status: 3, document: { run: { counts: { held: 21, updated: 1 } } } })
    const left = await cliJson<Held>(at, 'held')
    expect(left.document.runs).toMatchObject([{ finding: { code: 'RB-5064' }, counts: { deleted: 21 } }])
    expect((await cli(at, 'discard', String(left.document.runs[0]!.id))).status).toBe(0)
    expect(await cliJson(at, 'held')).toMatchObject({ status: 0, document: { runs: [] } })
    expect((await cli(at, 'show', 'user', 'u0')).stdout).toContain('u0')
  },
  SEVERAL_PROCESSES,
)
