import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { type Case, caseFormat } from './case-format.ts'
import { type GradeExportCase, gradeExportCaseFormat } from './grade-export/case-format.ts'
import { type OutboundCase, outboundCaseFormat } from './outbound/case-format.ts'

/** A case by its suite and id, or what keeps it from being run. */
export interface ReadCase {
  readonly suite: string
  readonly id: string
  readonly about: string
  readonly case: Case | null
  /** Instead, where the case is one of published files. */
  readonly outbound?: OutboundCase
  /** Instead, where the run is a grade export. */
  readonly gradeExport?: GradeExportCase
  readonly problem: string | null
}

const suiteFormat = z.strictObject({ suite: z.string(), cases: z.array(z.unknown()) })

const isExport = z.looseObject({ run: z.looseObject({ kind: z.literal('export') }) })

/** Suites whose cases have the format of published files. */
const OUTBOUND = 'outbound/'

/** Reads case files, and those of folders at any depth. A file that cannot be read as a suite is one problem. */
export function readSuites(paths: readonly string[]): ReadCase[] {
  return paths.flatMap(caseFiles).flatMap(readSuite)
}

export function readSuite(path: string): ReadCase[] {
  let suite: z.output<typeof suiteFormat>
  try {
    suite = suiteFormat.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    return [unreadable(path, '', `no suite of cases: ${explain(error)}`)]
  }
  const seen = new Set<string>()
  return suite.cases.map((raw, index) => {
    const named = z.looseObject({ id: z.string() }).safeParse(raw)
    const id = named.success ? named.data.id : `#${index + 1}`
    if (seen.has(id)) return unreadable(suite.suite, id, 'the suite has two cases of this id')
    seen.add(id)
    if (suite.suite.startsWith(OUTBOUND)) {
      const read = outboundCaseFormat.safeParse(raw)
      if (!read.success) return unreadable(suite.suite, id, explain(read.error))
      const { about } = read.data
      return { suite: suite.suite, id, about, case: null, outbound: read.data, problem: null }
    }
    if (isExport.safeParse(raw).success) {
      const read = gradeExportCaseFormat.safeParse(raw)
      if (!read.success) return unreadable(suite.suite, id, explain(read.error))
      const { about } = read.data
      return { suite: suite.suite, id, about, case: null, gradeExport: read.data, problem: null }
    }
    const result = caseFormat.safeParse(raw)
    if (!result.success) return unreadable(suite.suite, id, explain(result.error))
    return { suite: suite.suite, id, about: result.data.about, case: result.data, problem: null }
  })
}

/** Lists of cases that some kind of site cannot do lie beside the cases. */
const EXCEPTIONS = '-exceptions.json'

function caseFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !name.endsWith(EXCEPTIONS))
    .sort()
    .map((name) => join(path, name))
}

function unreadable(suite: string, id: string, problem: string): ReadCase {
  return { suite, id, about: '', case: null, problem }
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replace(/\s*\n\s*/g, ' ')
  return error instanceof Error ? error.message : String(error)
}
