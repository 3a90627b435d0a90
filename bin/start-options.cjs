// How Rollbook's own process is started. The figures of the benchmarks are those of a process that is started so.
'use strict'

const { join } = require('node:path')

/**
 * Several chunks live at a time, some megabytes: in V8's own young generation they would be copied again and again.
 * Beside PGlite, which is in the same process, memory is dearer than that. The old generation has its usual room; it is
 * named because V8 otherwise takes half of the machine's memory for it, and leaves hundreds of megabytes of garbage
 * before it looks. PGlite's functions are compiled well one after the other: the largest takes 600 MB for half a second,
 * and others beside it made that 40 MB more.
 *
 * An export has little that lives long, and V8 would mark all of it after every few megabytes more. When it may be twice
 * what lived, and the young generation smaller for it, that takes a tenth less time and no more memory. An import's
 * memory would grow with its file.
 */
function flags({ DATABASE_URL }, command) {
  return [...(DATABASE_URL ? besideServer(command) : BESIDE_PGLITE), '--max-old-space-size=1024']
}

const BESIDE_PGLITE = ['--max-semi-space-size=16', '--wasm-num-compilation-tasks=1']

function besideServer(command) {
  return command === 'export'
    ? ['--max-semi-space-size=16', '--heap-growing-percent=100']
    : ['--max-semi-space-size=32']
}

/** Environment of the process; what is set already stays. */
function environment(root) {
  return {
    // Compiled code and stripped types from the last time: half the time to start, and a fifth of the memory.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'rollbook'),
    // Each thread of V8 and of PGlite would have memory of its own to give back one day (glibc).
    MALLOC_ARENA_MAX: '1',
    ...process.env,
  }
}

module.exports = { flags, environment }
