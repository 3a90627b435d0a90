import { describe, expect, test } from 'vitest'
import type { FileKind } from '../../src/domain/action.ts'
import { RollbookError } from '../../src/domain/finding.ts'
import { bytesFile } from '../support/bytes-file.ts'
import { readFile } from '../support/read-file.ts'
import { mutate } from './mutations.ts'

const MUTANTS_EACH = 700

const SEEDLINGS: Readonly<Record<FileKind, string>> = {
  user: [
    'action,username,password,firstname,lastname,email,city,user_idnumber,profile_field_badge',
    'create,asmith,Passw0rd!x,Zoë,"Smith, Jr.",asmith@example.org,Leeds,,blue',
    'update,bjones,,"Bob ""Bobby""",李,bjones@example.org,Malmö,S100,',
    'delete,cwhite,,,,,,,',
    'disable,dgreen,,,,,,,"two\nlines"',
    '',
  ].join('\r\n'),
  course: [
    'courseaction,shortname,fullname,category,summary',
    'create,HIST1,History 1,Arts/History,"<p>One</p>\n<p>Two</p>"',
    'update,HIST2,,,👩🏽‍🎓',
    'delete,HIST3,,,',
    '',
  ].join('\n'),
  enrolment: [
    'action,username,context,instance,role,group,enrolmenttime',
    'create,asmith,course,HIST1,student,Lab A,Jan/02/2024',
    'update,bjones,course,HIST1,,,',
    'delete,cwhite,system,,manager,,',
  ].join('\n'),
}

describe.each(Object.entries(SEEDLINGS) as [FileKind, string][])('damaged %s files', (kind, seedling) => {
  test('are refused whole or read whole, each record an action or a finding', async () => {
    const bytes = Buffer.from(seedling)
    for (let seed = 1; seed <= MUTANTS_EACH; seed++) {
      const mutant = mutate(bytes, seed)
      const settings = {
        encoding: seed % 3 === 0 ? 'detect' : 'utf-8',
        separator: seed % 5 === 0 ? 'detect' : ',',
      }
      const sentAs = seed % 2 === 0 ? kind : undefined
      const problem = await problemOf(mutant, sentAs, settings, 1 + (seed % 40))
      expect(problem, `seed ${seed}, ${JSON.stringify(settings)}`).toBeNull()
    }
  })
})

test('the same seed damages in the same way, another seed in another', () => {
  const bytes = Buffer.from(SEEDLINGS.user)
  expect(mutate(bytes, 7)).toEqual(mutate(bytes, 7))
  const mutants = new Set(
    Array.from({ length: 200 }, (_, seed) => Buffer.from(mutate(bytes, seed)).toString('hex')),
  )
  expect(mutants.size).toBeGreaterThan(180)
})

/** What must never happen with any file, or null. */
async function problemOf(
  bytes: Uint8Array,
  kind: FileKind | undefined,
  settings: object,
  pieceSize: number,
): Promise<string | null> {
  try {
    const { inspection, records } = await readFile(bytesFile(bytes, kind, pieceSize), settings, 3)
    if (records.length !== inspection.records)
      return `${records.length} records, ${inspection.records} counted`
    let line = 0
    for (const record of records) {
      if (record.line <= line) return `line ${record.line} after line ${line}`
      line = record.line
      if ((record.action === undefined) === (record.finding === undefined)) return `line ${line} is no record`
    }
    return null
  } catch (error) {
    return error instanceof RollbookError ? null : `${error}`
  }
}
