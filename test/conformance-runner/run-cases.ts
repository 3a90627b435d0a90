import { FormatProblem } from './format-problem.ts'
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

/** Runs all cases, one after the other, and tells of each failure as it comes. */
export async function runCases(
  bench: Bench,
  cases: readonly ReadCase[],
  onFailure: (failure: Failure) => void = () => undefined,
): Promise<Tally> {
  const failures: Failure[] = []
  for (const read of cases) {
    const problems = await problemsOf(bench, read)
    if (problems.length === 0) continue
    const failure: Failure = { suite: read.suite, id: read.id, about: read.about, problems }
    failures.push(failure)
    onFailure(failure)
  }
  return { passed: cases.length - failures.length, failures }
}

async function problemsOf(bench: Bench, read: ReadCase): Promise<readonly string[]> {
  if (read.case === null) return [`case format: ${read.problem}`]
  try {
    return await runCase(bench, read.case)
  } catch (error) {
    if (error instanceof FormatProblem) return [`case format: ${error.message}`]
    return [`the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  }
}

/** A failure in lines: which case, what it shows, what differs. */
export function tell({ suite, id, about, problems }: Failure): string {
  return [
    `${suite}/${id}${about === '' ? '' : `: ${about}`}`,
    ...problems.map((problem) => `    ${problem}`),
  ].join('\n')
}
