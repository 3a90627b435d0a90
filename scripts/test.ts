import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * All tests: what touches the store on a PostgreSQL server, then on PGlite, which is slower, everything but for that in
 * which the store has no part that other tests do not try on both engines. Arguments go to vitest, and then one pass is
 * enough: `npm test -- test/store`.
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

/** Each command a process; `test/cli/in-a-data-folder.test.ts` has one of each family for PGlite. */
const COMMANDS = [
  'test/cli/delivery.test.ts',
  'test/cli/due.test.ts',
  'test/cli/export.test.ts',
  'test/cli/feed.test.ts',
  'test/cli/held.test.ts',
  'test/cli/import.test.ts',
  'test/cli/mails.test.ts',
  'test/cli/reading.test.ts',
  'test/cli/sftp.test.ts',
  'test/cli/site.test.ts',
  'test/cli/site-database.test.ts',
]

const ABOUT_SERVERS_ELSEWHERE = [
  // These two try processes that end, for which PGlite is the engine.
  'test/inbound/remote/!(chaos|kill).test.ts',
  'test/sites/moodle-database/**',
  'test/outbound/delivery/**',
  'test/outbound/moodle-*.test.ts',
  'test/conformance/moodle-stand-in.test.ts',
]

/** Many files, or one in every format: they differ in what is read, and come to the same statements. */
const ABOUT_FILES = [
  'test/conformance-runner/**',
  'test/inbound/held-in-any-format.test.ts',
  'test/inbound/import-folder.test.ts',
  'test/inbound/lacking-packages.test.ts',
  'test/inbound/mutated-packages.test.ts',
  'test/inbound/odd-files*.test.ts',
  'test/inbound/waiting/{properties,resume}.test.ts',
  'test/outbound/histories.test.ts',
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
        { engine: 'postgres', args: [...ON_BOTH_ENGINES, ...COMMANDS, ...without([ONLY_PGLITE])] },
        { engine: 'pglite', args: without([...COMMANDS, ...ABOUT_SERVERS_ELSEWHERE, ...ABOUT_FILES]) },
      ]
let failed = false
for (const { engine, args } of passes) {
  console.log(`\nTests on ${engine}${args.length > 0 ? `: ${args.join(' ')}` : ''}`)
  const status = await run(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
    ...process.env,
    ROLLBOOK_TEST_ENGINE: engine,
  })
  failed ||= status !== 0
}
if (failed) process.exit(1)

function without(paths: readonly string[]): string[] {
  return paths.flatMap((path) => ['--exclude', path])
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
