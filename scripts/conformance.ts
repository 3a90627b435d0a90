/**
 * Runs conformance cases: `npm run conformance -- [--engine pglite|postgres] [--site KIND] PATH…` with case files or folders of them.
 * Prints each case that fails and closes with `N passed, N failed`; exits with 1 when any failed or none was found.
 * With `--site moodle-stand-in` the cases take place on a stand-in for Moodle, which is judged instead of Rollbook's own
 * site; cases of `test/conformance/moodle-exceptions.json` are passed over.
 * PostgreSQL is the server of DATABASE_URL, in a database made for this, or one that is started and ended here.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SITE_KINDS } from '../test/conformance-runner/case-place.ts'
import { openBench } from '../test/conformance-runner/engine.ts'
import { moodleExceptions, nameOf } from '../test/conformance-runner/moodle/exceptions.ts'
import { readSuites } from '../test/conformance-runner/read-suites.ts'
import { runCases, tell } from '../test/conformance-runner/run-cases.ts'

const USAGE =
  'usage: npm run conformance -- [--engine pglite|postgres] [--site embedded|moodle-stand-in] PATH…'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string', default: 'pglite' },
      site: { type: 'string', default: 'embedded' },
    },
  })
  const { engine } = values
  const site = SITE_KINDS.find((kind) => kind === values.site)
  if (positionals.length === 0 || site === undefined || (engine !== 'pglite' && engine !== 'postgres')) {
    console.error(USAGE)
    return 1
  }
  // npm runs its scripts in the folder of the package and tells where it was called.
  const from = process.env['INIT_CWD'] ?? ''
  const listed = site === 'moodle-stand-in' ? moodleExceptions() : new Map<string, string>()
  const all = readSuites(positionals.map((path) => resolve(from, path)))
  const cases = all.filter((one) => !listed.has(nameOf(one)))
  await using bench = await openBench(engine, process.env['DATABASE_URL'])
  const { passed, failures } = await runCases({ ...bench, site }, cases, (failure) =>
    console.log(`${tell(failure)}\n`),
  )
  const passedOver = all.length - cases.length
  const besides = passedOver === 0 ? '' : `, ${passedOver} listed as exceptions`
  console.log(`${passed} passed, ${failures.length} failed${besides}`)
  return passed > 0 && failures.length === 0 ? 0 : 1
}

process.exitCode = await main()
