import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { SftpPlace, TestAccount } from './place.ts'

export interface RanProgram {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that hangs fails its test sooner than the test's own time is over. */
const LONGEST_MS = 20_000

/** Runs a program in the place's folder, with nothing of the environment of the tests. */
export async function run(
  { folder }: SftpPlace,
  program: string,
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Promise<RanProgram> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    timeout: LONGEST_MS,
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { status, stdout, stderr }
}

/** Options of sftp, scp and ssh that know the server's keys, as a client does who was told them. */
export async function trusting(
  place: SftpPlace,
  account: TestAccount,
  keys = place.hostKeys,
): Promise<string[]> {
  const known = join(place.folder, 'known_hosts')
  await writeFile(known, keys.map(({ publicKey }) => `[127.0.0.1]:${place.port} ${publicKey}\n`).join(''))
  return [
    ...['-F', 'none', '-o', 'StrictHostKeyChecking=yes', '-o', `UserKnownHostsFile=${known}`],
    ...['-o', 'GlobalKnownHostsFile=none', '-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR'],
    ...['-i', account.keyFile],
  ]
}

/** Runs lines in OpenSSH's sftp. A line that begins with `-` may fail; any other ends it with status 1. */
export async function sftp(
  place: SftpPlace,
  account: TestAccount,
  lines: readonly string[],
  options: readonly string[] = [],
): Promise<RanProgram> {
  const trusted = await trusting(place, account)
  const target = `${account.login}@127.0.0.1`
  const port = ['-P', String(place.port)]
  return run(place, 'sftp', [...options, ...trusted, ...port, '-b', '-', target], {
    input: `${lines.join('\n')}\n`,
  })
}

/** What makes OpenSSH type a password: nobody sits at a terminal. */
export async function typing(place: SftpPlace, password: string): Promise<Record<string, string>> {
  const askpass = join(place.folder, 'askpass')
  await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$TYPED"\n')
  await chmod(askpass, 0o700)
  return { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0', TYPED: password }
}

/** Without a key, so that only the password is left. */
export async function sftpByPassword(
  place: SftpPlace,
  account: TestAccount,
  password: string,
  lines: readonly string[],
): Promise<RanProgram> {
  const trusted = (await trusting(place, account)).slice(0, -2)
  const once = ['-o', 'NumberOfPasswordPrompts=1', '-o', 'PubkeyAuthentication=no', '-o', 'BatchMode=no']
  const args = [...trusted, ...once, '-P', String(place.port), `${account.login}@127.0.0.1`]
  return run(place, 'sftp', args, { input: `${lines.join('\n')}\n`, env: await typing(place, password) })
}
