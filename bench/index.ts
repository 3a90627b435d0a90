import { enrolments } from './enrolments.ts'
import type { Benchmark } from './figure.ts'
import { users } from './users.ts'

/** All benchmarks, in the order in which they run. A new one is a line here. */
export const BENCHMARKS: readonly Benchmark[] = [users, enrolments]
