import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHELLS } from '../../src/cli/completion/shells.ts'
import { wordsOf } from '../../src/cli/completion/words.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { cli, nowhere } from './cli.ts'

const words = wordsOf(buildProgram())
const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0

const testInBash = test.runIf(has('bash')) // not every machine has it

/** What bash offers after these words; the last one is being typed. */
async function offered(...typed: string[]): Promise<string[]> {
  await using folder = await temporaryFolder()
  const script = join(folder.path, 'rollbook')
  writeFileSync(script, SHELLS.bash(words))
  writeFileSync(join(folder.path, 'my file.csv'), '')
  const program = `source "$1"; shift; COMP_WORDS=(rollbook "$@"); COMP_CWORD=$#; _rollbook; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', program, 'bash', script, ...typed], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion', () => {
  test.each(Object.keys(SHELLS))('for %s is a script that this shell can read', async (shell) => {
    const { status, stdout } = await cli(nowhere(), 'completion', shell)
    expect(status).toBe(0)
    for (const word of ['import', 'doctor', 'dry-run', 'verify']) expect(stdout).toContain(word)
    if (!has(shell)) return
    const parsed = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })
    expect({ status: parsed.status, stderr: parsed.stderr }).toEqual({ status: 0, stderr: '' })
  })

  testInBash('offers commands, options, values and files in bash', async () => {
    expect(await offered('imp')).toEqual(['import'])
    expect(await offered('import', '--dr')).toEqual(['--dry-run'])
    expect(await offered('import', '--kind', '')).toEqual(['user', 'course', 'enrolment'])
    expect(await offered('import', 'my')).toEqual(['my file.csv'])
    expect(await offered('--json', 'doctor', '--sm')).toEqual(['--smtp'])
  })
})
