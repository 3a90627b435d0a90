import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Connection, createConnection } from 'mysql2/promise'
import { inject } from 'vitest'
import { freePort } from '../../support/postgres-server.ts'

/** A MariaDB server of the test's own, with one database, and a connection that may do everything there. */
export interface MariadbServer {
  readonly url: string
  readonly client: Connection
  /** Of another account. */
  urlFor(user: string, password: string): string
  close(): Promise<void>
}

const START_POLL_MS = 50
const START_POLLS = 400

export async function mariadb(): Promise<MariadbServer> {
  const folder = join(inject('runFolder'), `mariadb-${randomUUID()}`)
  const password = randomUUID()
  const port = await freePort()
  const user = await serverUser()
  await mkdir(folder, { mode: 0o711 })
  const init = join(folder, 'init.sql')
  // One statement on a line: the server reads the file so.
  const statements = [
    `create user tester@'%' identified by '${password}';`,
    `grant all on *.* to tester@'%' with grant option;`,
    'create database moodle character set utf8mb4 collate utf8mb4_unicode_ci;',
  ]
  await writeFile(init, statements.join('\n'))
  for (const path of [folder, init]) if (user !== null) await chown(path, user.uid, user.gid)
  const as = user === null ? [] : ['--user=mysql']
  const data = `--datadir=${join(folder, 'data')}`
  await promisify(execFile)('mariadb-install-db', ['--no-defaults', data, '--skip-test-db', ...as])
  const server = spawn(
    '/usr/sbin/mariadbd',
    [
      ...['--no-defaults', data, ...as, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`, `--init-file=${init}`],
      ...['--skip-log-bin', '--innodb-buffer-pool-size=32M', '--innodb-flush-log-at-trx-commit=0'],
    ],
    { stdio: 'ignore' },
  )
  const urlFor = (name: string, secret: string) => `mysql://${name}:${secret}@127.0.0.1:${port}/moodle`
  const url = urlFor('tester', password)
  const end = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  const client = await whenReady(url).catch(async (error: unknown) => {
    await end()
    throw error
  })
  return {
    url,
    client,
    urlFor,
    async close() {
      await client.end()
      await end()
    },
  }
}

async function whenReady(url: string): Promise<Connection> {
  for (let poll = 0; ; poll += 1) {
    try {
      return await createConnection({ uri: url, multipleStatements: true })
    } catch (error) {
      if (poll === START_POLLS) throw error
      await wait(START_POLL_MS)
    }
  }
}

/** The server refuses to run as root; its package has made a user for it. */
async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null
  const id = async (flag: string) => Number((await promisify(execFile)('id', [flag, 'mysql'])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}
