import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lineAt, scan } from '../../scripts/arrows/scan.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const LONGEST_FILE = 400
const HEAD_LINES = 20

interface LockEntry {
  version?: string
  integrity?: string
  resolved?: string
  optional?: boolean
  os?: string[]
}

describe('the files of the house', () => {
  test('are short, or say at their head why they are long', () => {
    const tooLong = textFiles(/^src\/.*\.ts$/).filter(({ text }) => isTooLong(text))
    expect(names(tooLong)).toEqual([])
    expect(isTooLong('a\n'.repeat(LONGEST_FILE))).toBe(false)
    expect(isTooLong('a\n'.repeat(LONGEST_FILE + 1))).toBe(true)
    expect(isTooLong(`// Long because: it is one table\n${'a\n'.repeat(LONGEST_FILE)}`)).toBe(false)
  })

  test('leave out no test without saying why on the same line', () => {
    const found = textFiles(/^test\/.*\.test\.ts$/).flatMap(({ name, text }) =>
      leftOut(text).map((line) => `${name}:${line}`),
    )
    expect(found).toEqual([])
    // Put together here: written out, they would be such tests of this very file to whoever searches for them.
    const skip = ['sk', 'ip'].join('')
    const only = ['on', 'ly'].join('')
    const reason = '// the platform has no such signal'
    expect(leftOut(`test('a', () => {})\ndescribe.${skip}('b', () => {})\n  it.${only}('c')`)).toEqual([2, 3])
    expect(
      leftOut(`test.${skip}('a', () => {}) ${reason}\ntest.${skip}If(onWindows)('b', () => {}) ${reason}`),
    ).toEqual([])
  })

  test('name no path of the machine on which they were made', () => {
    const found = textFiles(/./).flatMap(({ name, text }) =>
      machinePaths(text).map((path) => `${name}: ${path}`),
    )
    expect(found).toEqual([])
    const planted = ['work', 'root', 'home/maria', 'Users/maria'].map((folder) => `/${folder}/rollbook`)
    expect(machinePaths(planted.join(' '))).toHaveLength(planted.length)
    expect(machinePaths('src/work/a.ts docs/home/b.md https://example.org/home/page')).toEqual([])
  })
})

describe('the dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
    string,
    object | undefined
  >

  test('are pinned to exact versions', () => {
    const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
    const versions = groups.flatMap((group) => Object.entries(manifest[group] ?? {}) as [string, string][])
    expect(versions.length).toBeGreaterThan(0)
    expect(versions.filter(([, version]) => !isExact(version))).toEqual([])
    expect(['^1.2.3', '~1.2.3', '>=1', 'latest', '1.2', '*', 'file:../a'].filter(isExact)).toEqual([])
  })

  test('are locked without the host of a registry', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, LockEntry>
    }
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(packages.length).toBeGreaterThan(0)
    expect(packages.filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
    // Builds for other platforms may be named without their hash: npm never fetches them where this lock is made.
    const unhashed = packages.filter(([, entry]) => entry.integrity === undefined)
    expect(unhashed.filter(([, entry]) => !(entry.optional && entry.os !== undefined))).toEqual([])
  })

  test('each have their paragraph on the page of dependencies', () => {
    const page = readFileSync(join(ROOT, 'docs', 'reference', 'dependencies.md'), 'utf8')
    const told = [...page.matchAll(/^### `(.+)`$/gm)].map((match) => match[1])
    expect(told.sort()).toEqual(Object.keys(manifest['dependencies'] ?? {}).sort())
  })
})

function isTooLong(text: string): boolean {
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    lines.length > LONGEST_FILE &&
    !lines.slice(0, HEAD_LINES).some((line) => /\/\/ Long because: \S/.test(line))
  )
}

/** Lines on which a test is left out and no comment follows. */
function leftOut(source: string): number[] {
  const lines = source.split('\n')
  const calls = scan(source).code.matchAll(
    /\b(?:describe|test|it)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo)\b/g,
  )
  return [...calls]
    .map(({ index }) => lineAt(source, index))
    .filter((line) => !/\/\/ \S/.test(lines[line - 1]!))
}

function machinePaths(text: string): string[] {
  return text.match(/(?<![\w.:/-])\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.-]+/g) ?? []
}

function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)
}

function names(files: readonly { name: string }[]): string[] {
  return files.map(({ name }) => name)
}

function textFiles(pattern: RegExp): { name: string; text: string }[] {
  return walk('')
    .filter((name) => pattern.test(name))
    .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'latin1') }))
}

/** Everything of the repository, without what `.gitignore` leaves out. */
function walk(folder: string): string[] {
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''))
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === '.git' || ignored.includes(entry.name)) return []
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? walk(name) : entry.isFile() ? [name] : []
  })
}
