import { FormatProblem } from './format-problem.ts'
import { runGradeExportCase } from './grade-export/run-case.ts'
import { runOutboundCase } from './outbound/run-case.ts'
import type { ReadCase } from './read-suites.ts'
import { type Bench, runCase } from './run-case.ts'

/** A case that did not hold, or could not be run. */
export interface Failure {
  readonly suite: string
  readonly id: string
  readonly about: string
  readonly problems: readonly string[]
}

export interface Tally {
  readonly passed: number
  readonly failures: readonly Failure[]
}

/** Cases under way at a time: while one waits for the database, others make their sites and read their files. */
const LANES = 4

/** Runs all cases, and tells of each failure in their order as soon as it is its turn. */
export async function runCases(
  bench: Bench,
  cases: readonly ReadCase[],
  onFailure: (failure: Failure) => void = () => undefined,
): Promise<Tally> {
  const problems: (readonly string[])[] = []
  const failures: Failure[] = []
  let started = 0
  let told = 0
  const lane = async () => {
    while (started < cases.length) {
      const index = started++
      problems[index] = await problemsOf(bench, cases[index]!)
      for (; problems[told] !== undefined; told++) {
        const { suite, id, about } = cases[told]!
        if (problems[told]!.length === 0) continue
        const failure: Failure = { suite, id, about, problems: problems[told]! }
        failures.push(failure)
        onFailure(failure)
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { passed: cases.length - failures.length, failures }
}

async function problemsOf(bench: Bench, read: ReadCase): Promise<readonly string[]> {
  const run = start(bench, read)
  if (run === null) return [`case format: ${read.problem}`]
  try {
    return await run
  } catch (error) {
    if (error instanceof FormatProblem) return [`case format: ${error.message}`]
    return [`the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  }
}

/** Null for a case that cannot be run. */
function start(bench: Bench, { case: given, outbound, gradeExport }: ReadCase): Promise<string[]> | null {
  if (outbound !== undefined) return runOutboundCase(bench, outbound)
  if (gradeExport !== undefined) return runGradeExportCase(bench, gradeExport)
  return given === null ? null : runCase(bench, given)
}

/** A failure in lines: which case, what it shows, what differs. */
export function tell({ suite, id, about, problems }: Failure): string {
  return [
    `${suite}/${id}${about === '' ? '' : `: ${about}`}`,
    ...problems.map((problem) => `    ${problem}`),
  ].join('\n')
}
