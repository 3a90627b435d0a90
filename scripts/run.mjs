// Runs a task on a fresh machine: installs what is missing, then hands over to the pinned Node.
// Plain JavaScript and no packages: it must work before anything is installed, under Node 18 and later.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node')

const TASKS = {
  demo: [['bin/rollbook', 'demo']],
  test: [['scripts/test.ts']],
  soak: [['scripts/soak.ts']],
  check: [['scripts/check.ts']],
  conformance: [['scripts/conformance.ts']],
  bench: [['scripts/bench.ts']],
  rollbook: [['bin/rollbook']],
}

const [task = '', ...rest] = process.argv.slice(2)
if (!(task in TASKS)) {
  console.error(`There is no task "${task}". Tasks are: ${Object.keys(TASKS).join(', ')}.`)
  process.exit(1)
}
installPackages()
for (const args of TASKS[task]) await run(pinnedNode, [...args, ...rest])

/** `npm ci` when the lockfile is not the one that was installed last. */
function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.installed-lock')
  const installed = existsSync(mark) ? readFileSync(mark, 'utf8') : ''
  if (installed === lock && existsSync(pinnedNode)) return
  console.error('Installing packages (npm ci) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status, error } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0 || !existsSync(pinnedNode)) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ''}. Run it by hand to see why.`)
    process.exit(1)
  }
  writeFileSync(mark, lock)
}

async function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
  if (status !== 0) process.exit(status)
}
