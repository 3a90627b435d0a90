import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * All tests: what touches the store on a PostgreSQL server, then everything on PGlite, but for what is about servers
 * elsewhere: the store has no part in that that other tests do not try on both. Arguments go to vitest, and then one pass
 * is enough: `npm test -- test/store`.
 */
const ONLY_PGLITE = 'test/store/pglite-store.test.ts'
const ON_BOTH_ENGINES = [
  'test/store',
  'test/access',
  'test/sites',
  'test/inbound',
  'test/outbound',
  'test/config',
  'test/conformance',
]

const ABOUT_SERVERS_ELSEWHERE = [
  // These two try processes that end, for which PGlite is the engine.
  'test/inbound/remote/!(chaos|kill).test.ts',
  'test/sites/moodle-database/**',
  'test/outbound/delivery/**',
  'test/outbound/moodle-*.test.ts',
  'test/conformance/moodle-stand-in.test.ts',
]

/** What the tests run besides Node: the Debian package and the program that shows that it is there. */
const PROGRAMS = [
  { name: 'lftp', program: '/usr/bin/lftp' },
  { name: 'openssh-client', program: '/usr/bin/sftp' },
  { name: 'openssh-server', program: '/usr/sbin/sshd' },
  { name: 'bash', program: '/bin/bash' },
  { name: 'mariadb-server', program: '/usr/sbin/mariadbd' },
]

const given = process.argv.slice(2)
await installPrograms()
const passes: { engine: string; args: string[] }[] =
  given.length > 0
    ? [{ engine: process.env['ROLLBOOK_TEST_ENGINE'] ?? 'pglite', args: given }]
    : [
        { engine: 'postgres', args: [...ON_BOTH_ENGINES, '--exclude', ONLY_PGLITE] },
        { engine: 'pglite', args: ABOUT_SERVERS_ELSEWHERE.flatMap((path) => ['--exclude', path]) },
      ]
for (const { engine, args } of passes) {
  console.log(`\nTests on ${engine}${args.length > 0 ? `: ${args.join(' ')}` : ''}`)
  const status = await run(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
    ...process.env,
    ROLLBOOK_TEST_ENGINE: engine,
  })
  if (status !== 0) process.exit(status)
}

async function installPrograms(): Promise<void> {
  const missing = PROGRAMS.filter(({ program }) => !existsSync(program)).map(({ name }) => name)
  if (missing.length === 0) return
  const command = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing]
  const debian = existsSync('/usr/bin/apt-get') && readdirSync('/etc').includes('debian_version')
  if (!debian || process.getuid?.() !== 0) {
    console.error(`The tests need: ${missing.join(', ')}. On Debian: sudo ${command.join(' ')}`)
    process.exit(1)
  }
  const update = await run('apt-get', ['update'])
  if (update !== 0 || (await run(command[0]!, command.slice(1))) !== 0) process.exit(1)
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const child = spawn(command, args, { stdio: 'inherit', env })
  child.on('error', reject)
  child.on('exit', (code) => resolve(code ?? 1))
  return promise
}
