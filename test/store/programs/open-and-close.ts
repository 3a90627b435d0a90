/**
 * `open-and-close.ts FOLDER`: opens a store in a data folder and closes it, twice, and says `ended`. The second time V8
 * collects compiled code whenever it may, and says so.
 */
import { setFlagsFromString } from 'node:v8'
import { openStore } from '../../../src/store/open.ts'

const dataFolder = process.argv[2]!
await (await openStore({ dataFolder })).close()
setFlagsFromString('--stress-wasm-code-gc')
setFlagsFromString('--trace-wasm-code-gc')
await (await openStore({ dataFolder })).close()
console.log('ended')
