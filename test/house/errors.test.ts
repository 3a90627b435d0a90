import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CATALOGUE, type CatalogueEntry } from '../../src/domain/errors/catalogue.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ERRORS = join(ROOT, 'src', 'domain', 'errors')
const RANGES: Readonly<Record<string, number>> = {
  'files.ts': 1,
  'moodle-files.ts': 1,
  'xml.ts': 1,
  'ims.ts': 1,
  'oneroster.ts': 1,
  'snapshot.ts': 1,
  'users.ts': 2,
  'sync-accounts.ts': 2,
  'courses.ts': 3,
  'sync-courses.ts': 3,
  'enrolments.ts': 4,
  'sync-memberships.ts': 4,
  'activity.ts': 4,
  'runs.ts': 5,
  'store.ts': 6,
  'mail.ts': 7,
  'outbound.ts': 7,
  'storage.ts': 7,
  'sftp.ts': 7,
  'delivery.ts': 7,
  'config.ts': 8,
  'remote-site.ts': 9,
}

const catalogue: Readonly<Record<string, CatalogueEntry>> = CATALOGUE
const codes = Object.keys(catalogue).sort()
const groups = await readGroups()

describe('the error catalogue', () => {
  test('has a heading in the docs for each code, and the docs name no other code', () => {
    const page = readFileSync(join(ROOT, 'docs', 'reference', 'errors.md'), 'utf8')
    const headings = [...page.matchAll(/^### (RB-\d{4})$/gm)].map((match) => match[1])
    expect(headings).toEqual(codes)
    expect([...new Set(page.match(/RB-\d+/g))].filter((code) => !isRangeName(code)).sort()).toEqual(codes)
  })

  test('says under each heading what it means and what to do', () => {
    const page = readFileSync(join(ROOT, 'docs', 'reference', 'errors.md'), 'utf8')
    const sections = page.split(/^(?=### RB-\d{4}$)/m).slice(1)
    const empty = sections.filter(
      (section) => !/^### .+\n\n\S.{20,}\n\n\*What to do:\* \S.{5,}/s.test(section),
    )
    expect(empty).toEqual([])
  })

  test('holds each code in one group file, within the range of that file', () => {
    expect(Object.keys(groups).sort()).toEqual(Object.keys(RANGES).sort())
    expect(Object.values(groups).flat().sort()).toEqual(codes)
    for (const [file, own] of Object.entries(groups)) {
      expect(
        own.filter((code) => !new RegExp(`^RB-${RANGES[file]}\\d{3}$`).test(code)),
        file,
      ).toEqual([])
    }
  })

  test('holds no code that nothing uses', () => {
    const used = new Set(
      sourcesOutsideCatalogue().flatMap((text) => text.match(/(?<=['"`])RB-\d{4}(?=['"`])/g) ?? []),
    )
    expect(codes.filter((code) => !used.has(code))).toEqual([])
  })
})

/** `RB-1000` and its like name a whole range. */
function isRangeName(code: string): boolean {
  return /^RB-\d000$/.test(code)
}

/** The codes of each group file, read from the file itself: the catalogue would hide a code that two of them have. */
async function readGroups(): Promise<Record<string, string[]>> {
  const files = readdirSync(ERRORS).filter((name) => name !== 'catalogue.ts')
  const entries = files.map(async (file) => {
    const module = (await import(pathToFileURL(join(ERRORS, file)).href)) as Record<string, object>
    return [file, Object.values(module).flatMap((group) => Object.keys(group))] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function sourcesOutsideCatalogue(): string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith(join('domain', 'errors')))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
}
