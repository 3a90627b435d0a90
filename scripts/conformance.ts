/**
 * Runs conformance cases: `npm run conformance -- [--engine pglite|postgres] PATH…` with case files or folders of them.
 * Prints each case that fails and closes with `N passed, N failed`; exits with 1 when any failed or none was found.
 * PostgreSQL is the server of DATABASE_URL, in a database made for this, or one that is started and ended here.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openBench } from '../test/conformance-runner/engine.ts'
import { readSuites } from '../test/conformance-runner/read-suites.ts'
import { runCases, tell } from '../test/conformance-runner/run-cases.ts'

const USAGE = 'usage: npm run conformance -- [--engine pglite|postgres] PATH…'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string', default: 'pglite' } },
  })
  const { engine } = values
  if (positionals.length === 0 || (engine !== 'pglite' && engine !== 'postgres')) {
    console.error(USAGE)
    return 1
  }
  // npm runs its scripts in the folder of the package and tells where it was called.
  const from = process.env['INIT_CWD'] ?? ''
  const cases = readSuites(positionals.map((path) => resolve(from, path)))
  await using bench = await openBench(engine, process.env['DATABASE_URL'])
  const { passed, failures } = await runCases(bench, cases, (failure) => console.log(`${tell(failure)}\n`))
  console.log(`${passed} passed, ${failures.length} failed`)
  return passed > 0 && failures.length === 0 ? 0 : 1
}

process.exitCode = await main()
