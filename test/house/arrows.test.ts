import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { scan } from '../../scripts/arrows/scan.ts'
import { checkArrows } from '../../scripts/check-arrows.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

describe('the house', () => {
  test('keeps its arrows', () => {
    expect(checkArrows(join(ROOT, 'src'))).toEqual([])
  })
})

describe('the check of the arrows', () => {
  test.each([
    ['planning/plan.ts', "import { openStore } from '../store/open.ts'", 'store/open.ts'],
    ['planning/plan.ts', "import type { Site } from '../sites/site.ts'", 'sites/site.ts'],
    ['domain/user.ts', "export * from '../planning/plan.ts'", 'planning/plan.ts'],
    ['domain/user.ts', "import { z } from 'zod'", 'zod'],
    ['domain/user.ts', "import { Temporal } from 'temporal-polyfill'", 'temporal-polyfill'],
    ['domain/user.ts', "import { join } from 'node:path'", 'node:path'],
    ['formats/csv/reader.ts', "import { open } from 'node:fs/promises'", 'node:fs/promises'],
    ['formats/csv/reader.ts', "const net = await import('node:net')", 'node:net'],
    ['formats/csv/reader.ts', "import { sql } from 'kysely'", 'kysely'],
    ['sites/site.ts', "import type { Store } from '../store/store.ts'", 'store/store.ts'],
    ['store/open.ts', "import '../inbound/run.ts'", 'inbound/run.ts'],
    ['inbound/run.ts', "import { main } from '../cli/main.ts'", 'cli/main.ts'],
    ['inbound/run.ts', "import { bench } from '../../bench/run.ts'", '../bench/run.ts'],
    ['formats/a.ts', 'const now = Date.now()', 'Date.now()'],
    ['formats/a.ts', 'const now = new Date()', 'new Date()'],
    ['formats/a.ts', 'const now = new Date', 'new Date()'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code to be scanned
    ['planning/a.ts', 'const text = `at ${performance.now()}`', 'performance.now()'],
    ['domain/a.ts', 'const id = Math.random()', 'Math.random()'],
    ['domain/a.ts', 'const today = Temporal.Now.plainDateISO()', 'Temporal.Now'],
    ['planning/a.ts', 'const page = await fetch(url)', 'fetch()'],
    ['attic/a.ts', 'export const a = 1', 'is in no room'],
  ])('finds in %s: %s', (file, code, named) => {
    const breaches = checkArrows(tree({ [file]: `export const before = 1\n\n${code}\n` }))
    expect(breaches).toHaveLength(1)
    expect(breaches[0]).toMatchObject({ file, message: expect.stringContaining(named) })
    expect(breaches[0]?.line).toBe(file.startsWith('attic') ? 1 : 3)
  })

  test('lets pass what the plan of the house allows', () => {
    const folder = tree({
      'domain/values/temporal.ts': "export { Temporal } from 'temporal-polyfill'",
      'domain/a.ts': "import { Temporal } from './values/temporal.ts'\nconst then = new Date(0)",
      'formats/containers/zip.ts':
        "import { open } from 'node:fs/promises'\nimport { createGunzip } from 'node:zlib'",
      'formats/csv/a.ts':
        "import type { Action } from '../../domain/action.ts'\nimport { isUtf8 } from 'node:buffer'",
      'planning/a.ts': "// import { a } from '../store/a.ts'\nconst text = 'Date.now()' /* Math.random() */",
      'sites/embedded/site.ts':
        "import type { Site } from '../site.ts'\nimport { a } from '../../store/a.ts'",
      'inbound/run.ts': "import { plan } from '../planning/a.ts'\nconst now = Date.now()",
      'cli/main.ts': "import { run } from '../inbound/run.ts'",
    })
    expect(checkArrows(folder)).toEqual([])
  })

  test('exits with 1 and prints file:line for each breach, with 0 when there is none', () => {
    const bad = run(tree({ 'planning/plan.ts': "import '../store/a.ts'\nconst id = Math.random()\n" }))
    expect(bad.status).toBe(1)
    expect(bad.stderr.trim().split('\n')).toEqual([
      expect.stringContaining('planning/plan.ts:1: '),
      expect.stringContaining('planning/plan.ts:2: '),
    ])
    expect(run(tree({ 'planning/plan.ts': 'export const a = 1\n' })).status).toBe(0)
  })
})

describe('the scanner', () => {
  test('finds imports after regular expressions with quotes, templates in templates and line breaks', () => {
    const source = [
      'const quote = /["\'`/]/g, half = 4 / 2',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: source code to be scanned
      'const nested = `a ${b ? `c ${{ d: "}" }.d} import` : "`"} from`',
      'import {',
      '  a,',
      "} from './a.ts'",
      "export * from './b.ts'",
      "const list = Array.from('no')",
      "type T = import('./c.ts').T",
    ].join('\n')
    expect(scan(source).imports.map(({ specifier }) => specifier)).toEqual(['./a.ts', './b.ts', './c.ts'])
  })

  test('keeps every line where it was', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source code to be scanned
    const source = "/* one\ntwo */ const a = `three\nfour ${b}`\n// five\nconst c = 'six'"
    expect(scan(source).code).toHaveLength(source.length)
    expect(scan(source).code.split('\n')).toHaveLength(5)
  })
})

function tree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollbook-arrows-'))
  made.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

function run(folder: string) {
  const script = join(ROOT, 'scripts', 'check-arrows.ts')
  return spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
}
