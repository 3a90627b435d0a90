import { mkdtempSync } from 'node:fs'
import { openMemoryStore } from '../src/store/open.ts'
import { readSuites } from '../test/conformance-runner/read-suites.ts'
import { runCase } from '../test/conformance-runner/run-case.ts'
const store = await openMemoryStore()
const bench = { store, folder: mkdtempSync((process.argv[3]??'/tmp')+'/dbgconf-') }
const cases = readSuites(['test/conformance/datahub']).slice(0, Number(process.argv[2]))
const s = performance.now()
for (const [i, c] of cases.entries()) await runCase(bench, 'c' + i, c.case!)
console.log('per case', (performance.now() - s) / cases.length)
await store.close()
