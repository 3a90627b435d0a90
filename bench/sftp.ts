import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import type { Bench } from './bench.ts'
import type { Benchmark, Figure } from './figure.ts'
import { type MeasuredServer, opensshServer, rollbookServer } from './sftp-servers.ts'

/** 200 MB for the million rows of a measurement. */
const BYTES_PER_ROW = 200
/** Each way and server, one after the other; the middle one counts. */
const TURNS = 3
const CLIENT = '/usr/bin/sftp'
const WAYS = ['get', 'put'] as const
type Way = (typeof WAYS)[number]
/** Times as long as OpenSSH's own server: 0.4 and 0.35 of its speed. */
const LIMITS: Readonly<Record<Way, number>> = { get: 2.5, put: 2.857 }

/** One client, the same for both servers. */
interface Client {
  readonly keyFile: string
  readonly folder: string
  readonly signal: AbortSignal
}

export const sftp: Benchmark = {
  figures: WAYS.map((way) => `sftp-${way}`),
  about:
    "sftp: one file of 200 MB got and put by OpenSSH's client on this machine; against OpenSSH's own server.",
  async measure(bench, wanted) {
    // It does not touch the database: once is enough.
    if (bench.engine !== 'pglite') return []
    const ways = WAYS.filter((way) => wanted.has(`sftp-${way}`))
    return ways.length === 0 ? [] : measureWays(bench, ways)
  },
}

async function measureWays(bench: Bench, ways: readonly Way[]): Promise<Figure[]> {
  const { folder, signal, rows, engine } = bench
  const own = join(folder, 'sftp')
  await mkdir(own)
  const keys = ssh2.utils.generateKeyPairSync('ed25519')
  const client = { keyFile: join(own, 'key'), folder: own, signal }
  await writeFile(client.keyFile, keys.private, { mode: 0o600 })
  const local = join(own, 'local.bin')
  await writeRandom(local, rows * BYTES_PER_ROW)
  await copyFile(local, join(own, 'mine.bin'))

  await using theirs = await opensshServer(join(own, 'openssh'), keys.public, signal)
  await copyFile(local, theirs.big)
  const job = { dataFolder: join(own, 'data'), publicKey: keys.public, file: join(own, 'mine.bin') }
  await using ours = await rollbookServer(job, signal)

  const figures: Figure[] = []
  for (const way of ways) {
    const seconds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
    for (let turn = 0; turn < TURNS; turn++) {
      bench.say(`sftp: ${way}, turn ${turn + 1} of ${TURNS}`)
      seconds.theirs.push(await timed(client, theirs, lineFor(way, theirs, local, own)))
      seconds.ours.push(await timed(client, ours, lineFor(way, ours, local, own)))
    }
    const [mine, other] = [middle(seconds.ours), middle(seconds.theirs)]
    const speed = (one: number) => (rows * BYTES_PER_ROW) / 1e6 / one
    figures.push(
      { name: `sftp-${way}`, engine, value: mine / other, unit: 'ratio', limit: LIMITS[way] },
      { name: `sftp-${way}-speed`, engine, value: speed(mine), unit: 'MB/s', limit: null },
      { name: `sftp-${way}-openssh-speed`, engine, value: speed(other), unit: 'MB/s', limit: null },
    )
  }
  return figures
}

function lineFor(way: Way, { big, put }: MeasuredServer, local: string, folder: string): string {
  return way === 'get' ? `get ${big} ${join(folder, 'got.bin')}` : `put ${local} ${put}`
}

async function timed(
  { keyFile, folder, signal }: Client,
  server: MeasuredServer,
  line: string,
): Promise<number> {
  const lines = join(folder, 'lines')
  await writeFile(lines, `${line}\n`)
  await rm(join(folder, 'got.bin'), { force: true })
  const options = [
    ...['-F', 'none', '-i', keyFile, '-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
    ...['-P', String(server.port), '-b', lines, `${server.login}@127.0.0.1`],
  ]
  const began = performance.now()
  const child = spawn(CLIENT, options, { stdio: ['ignore', 'ignore', 'inherit'], signal })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`sftp ended with ${code}: ${line}`)
  return (performance.now() - began) / 1000
}

/** Random, so that nothing on the way can make it smaller. */
async function writeRandom(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'w')
  const piece = randomBytes(Math.min(bytes, 1 << 20))
  for (let left = bytes; left > 0; left -= piece.length) {
    await file.write(piece.subarray(0, Math.min(left, piece.length)))
  }
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
