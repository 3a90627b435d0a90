import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Enough to say later whether a process still runs, even when its number was given to another. */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** Process numbers count within it: containers of one host have their own. Empty where there is no /proc. */
  readonly pidNamespace: string
  /** Start of the machine and of the process on it. Null where there is no /proc. */
  readonly started: string | null
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    pidNamespace: pidNamespace(),
    started: startOf(process.pid),
  }
}

/** True, false, or null when this machine cannot tell: the process is, or was, on another. */
export function isRunning({ pid, host, pidNamespace: namespace, started }: ProcessIdentity): boolean | null {
  if (host !== hostname() || namespace !== pidNamespace()) return null
  if (!exists(pid)) return false
  const now = startOf(pid)
  return started === null || now === null || now === started
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Ticks since the machine's start are the 22nd field of /proc/<pid>/stat; the second may hold spaces, in brackets. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${afterName[22 - 3]}`
  } catch {
    return null
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
