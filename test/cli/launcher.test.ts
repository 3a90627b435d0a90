import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { ROOT } from './cli.ts'

const OLD_NODE = ['--require', join(import.meta.dirname, 'programs', 'old-node.cjs')]
const LAUNCHER = join(ROOT, 'bin', 'rollbook')

function launch(launcher: string, args: readonly string[], node: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, launcher, ...args], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('the launcher', () => {
  test('starts the program in the Node that started it, when that is new enough', () => {
    expect(launch(LAUNCHER, ['--version'])).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
  })

  test('starts the Node of the packages otherwise, with the same arguments and exit status', () => {
    expect(launch(LAUNCHER, ['--version'], OLD_NODE)).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
    expect(launch(LAUNCHER, ['check', 'no such file.csv'], OLD_NODE)).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('no such file.csv'),
    })
  })

  test('finds its packages through a link', async () => {
    await using folder = await temporaryFolder()
    const link = join(folder.path, 'rollbook')
    symlinkSync(LAUNCHER, link)
    for (const node of [[], OLD_NODE]) expect(launch(link, ['--version'], node).stdout).toBe('0.1.0\n')
  })

  test('says what to do when the packages are missing, or the Node among them', async () => {
    await using folder = await temporaryFolder()
    cpSync(join(ROOT, 'bin'), join(folder.path, 'bin'), { recursive: true })
    const launcher = join(folder.path, 'bin', 'rollbook')
    expect(launch(launcher, [])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^The packages .*npm ci/),
    })
    mkdirSync(join(folder.path, 'node_modules'))
    const old = launch(launcher, [], OLD_NODE)
    expect(old).toMatchObject({ status: 1, stderr: expect.stringMatching(/needs Node 24 or newer.*npm ci/) })
  })
})
