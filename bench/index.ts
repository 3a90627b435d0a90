import { enrolments } from './enrolments.ts'
import { enterprise } from './enterprise.ts'
import { exports } from './exports.ts'
import type { Benchmark } from './figure.ts'
import { moodle } from './moodle.ts'
import { sftp } from './sftp.ts'
import { users } from './users.ts'

/** All benchmarks, in the order in which they run. A new one is a line here. */
export const BENCHMARKS: readonly Benchmark[] = [users, enrolments, enterprise, exports, moodle, sftp]
