import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program of the tests in a process of its own, as far as the tests talk with it. */
export interface Program extends AsyncDisposable {
  readonly pid: number
  /** The next line that it says. */
  line(): Promise<string>
  /** Says a line to it. */
  tell(line: string): void
  /** Ends it, by SIGKILL unless told otherwise, and waits. */
  end(signal?: NodeJS.Signals | 'end of input'): Promise<void>
}

/** Runs a TypeScript file, with arguments. Killed at the end of the block that holds it by `await using`. */
export function runProgram(file: URL, ...args: string[]): Program {
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    pid: child.pid!,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the program ended with code ${child.exitCode}`)
      return value
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    end: (signal = 'SIGKILL') => end(child, signal),
    [Symbol.asyncDispose]: () => end(child, 'SIGKILL'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals | 'end of input'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  if (signal === 'end of input') child.stdin!.end()
  else child.kill(signal)
  await ended
}
