import { mkdtempSync } from 'node:fs'
import { openMemoryStore } from '../src/store/open.ts'
import { readSuites } from '../test/conformance-runner/read-suites.ts'
import { runCase } from '../test/conformance-runner/run-case.ts'
let last = '', at = 0
const sum = new Map<string, [number, number]>()
const store = await openMemoryStore({ onStatement: (s) => { const n = performance.now(); if (last) { const e = sum.get(last) ?? [0, 0]; e[0]++; e[1] += n - at; sum.set(last, e) } last = s.replace(/\s+/g, ' ').replace(/'?\d+'?/g, 'N').slice(0, 110); at = n } })
const bench = { store, folder: mkdtempSync('/tmp/dbgconf-') }
const cases = readSuites(['test/conformance/datahub']).slice(0, Number(process.argv[2]))
const s = performance.now()
for (const [i, c] of cases.entries()) await runCase(bench, 'c' + i, c.case!)
console.log('per case', (performance.now() - s) / cases.length)
let n = 0
for (const [k, [c, t]] of [...sum].sort((a, b) => b[1][1] - a[1][1])) { n += c; if (t > 15) console.log((t / cases.length).toFixed(2), c, k) }
console.log('statements per case', n / cases.length)
await store.close()
