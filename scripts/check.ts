import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Types, lint and format, arrows, dead code: what must hold besides the tests. All are run; one failure fails. */
const CHECKS: readonly { name: string; args: readonly string[] }[] = [
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.'] },
  {
    name: 'lint and format',
    args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  },
  { name: 'arrows', args: [join('scripts', 'check-arrows.ts')] },
  { name: 'dead code', args: [bin('knip', 'bin', 'knip.js')] },
]

let failed = 0
for (const { name, args } of CHECKS) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name}`)
  if (status !== 0) failed++
}
process.exitCode = failed === 0 ? 0 : 1

function bin(...parts: string[]): string {
  return join('node_modules', ...parts)
}
