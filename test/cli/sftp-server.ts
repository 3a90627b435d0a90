import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { environment, MAIN, type Place, ROOT } from './cli.ts'

/** What the server says of itself when it starts. */
interface Listening {
  readonly port: number
  readonly hostKeys: readonly { readonly type: string; readonly fingerprint: string }[]
}

export interface SftpServing extends Listening {
  /** Tells it to end, and gives what it said on the standard error. */
  end(): Promise<{ status: number | null; said: string }>
}

/** Starts `sftp serve` in a process of its own, at any port of this machine. */
export async function startSftp(place: Place): Promise<SftpServing> {
  const args = [MAIN, '--json', 'sftp', 'serve', '--host', '127.0.0.1', '--port', '0']
  const child = spawn(process.execPath, args, {
    env: environment(place),
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = text(child.stderr)
  const exited = once(child, 'exit') as Promise<[number | null]>
  const { value, done } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  if (done) throw new Error(`it ended before it listened: ${await said}`)
  return {
    ...(JSON.parse(value) as Listening),
    async end() {
      child.kill('SIGTERM')
      const [status] = await exited
      return { status, said: await said }
    },
  }
}
