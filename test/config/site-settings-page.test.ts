import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { flat, type Nested } from '../../src/config/nested.ts'
import {
  profileFieldsSchema,
  rolesSchema,
  siteFactsSchema,
  siteFileSchema,
} from '../../src/config/site-schema.ts'
import { DEFAULT_SITE_FACTS } from '../../src/domain/site-facts.ts'

const PAGE = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'reference', 'site-settings.md'),
  'utf8',
)

describe('the page of site settings', () => {
  test('has every fact with its default, and no other', () => {
    const facts = flat(DEFAULT_SITE_FACTS as unknown as Nested).map(([name, value]) => [
      name,
      JSON.stringify(value),
    ])
    expect(tableOf('Facts')).toEqual(facts)
    expect(namesOf(siteFactsSchema)).toEqual(facts.map(([name]) => name))
  })

  test.each([
    ['Profile fields', profileFieldsSchema.shape.profileFields.element],
    ['Roles', rolesSchema.shape.roles.element],
  ])('has under %s every key of one, and no other', (title, schema) => {
    expect(tableOf(title).map(([name]) => name)).toEqual(namesOf(schema))
  })

  test('names every key of a site file', () => {
    expect(Object.keys(siteFileSchema.shape)).toEqual(['site', 'profileFields', 'roles'])
    for (const key of ['profileFields', 'roles']) expect(PAGE).toContain(`The key \`${key}\` of a file`)
  })
})

/** Name and default of each row of the table under a heading. */
function tableOf(title: string): [name: string, value: string][] {
  const [section] = PAGE.slice(PAGE.indexOf(`## ${title}\n`)).split(/\n## /, 1)
  return [...section!.matchAll(/^\| `([\w.]+)` \| (?:`([^`]*)`)? ?\| /gm)].map((row) => [
    row[1]!,
    row[2] ?? '',
  ])
}

function namesOf(schema: z.ZodObject, prefix = ''): string[] {
  return Object.entries(schema.shape).flatMap(([name, part]) =>
    'shape' in part ? namesOf(part as unknown as z.ZodObject, `${prefix}${name}.`) : [`${prefix}${name}`],
  )
}
