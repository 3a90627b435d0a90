import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { run, sftp, trusting } from './openssh.ts'
import type { SftpPlace, TestAccount } from './place.ts'

/** Publishes a file, and OpenSSH's sftp lists it and gets it from the home folder and from outbox. */
export async function getFromBoth(
  place: SftpPlace,
  account: TestAccount,
  name: string,
  content: Buffer,
  [list, get]: readonly [list: string, get: string],
): Promise<{ stdout: string; got: readonly Buffer[] }> {
  await place.publish(name, content)
  const lines = [list, 'ls -1 outbox', `get ${name} home.csv`, `${get} outbox/${name} out.csv`]
  const { stdout, stderr, status } = await sftp(place, account, lines)
  expect(status, stderr).toBe(0)
  const got = ['home.csv', 'out.csv'].map((file) => readFile(join(place.folder, file)))
  return { stdout, got: await Promise.all(got) }
}

/** OpenSSH's sftp gets a tree that is published for the account, recursively: what its two files hold. */
export async function getTree(place: SftpPlace, account: TestAccount): Promise<string[]> {
  const files = ['one.csv', 'sub/two.csv']
  for (const file of files) await place.publish(`${account.outboundFolder}/${file}`, `content of ${file}`)
  await mkdir(join(place.folder, 'got'))
  expect((await sftp(place, account, ['get -r outbox got'])).status).toBe(0)
  return Promise.all(files.map((file) => readFile(join(place.folder, 'got', 'outbox', file), 'utf8')))
}

/** lftp gets a tree that was published for the account, and puts a file: what it read and what arrived. */
export async function mirrorAndPut(
  place: SftpPlace,
  account: TestAccount,
): Promise<{ stdout: string; mirrored: string; arrived: string }> {
  await place.publish(`${account.outboundFolder}/one.csv`, '1')
  await place.publish(`${account.outboundFolder}/sub/two.csv`, '2')
  await writeFile(join(place.folder, 'sent.csv'), 'sent')
  const ssh = ['ssh', '-a', '-x', ...(await trusting(place, account))].join(' ')
  const commands = [
    `set sftp:connect-program "${ssh}"`,
    'set net:max-retries 1',
    `open -u ${account.login},none sftp://127.0.0.1:${place.port}`,
    'mirror outbox mirrored',
    'put sent.csv -o inbox/sent.csv',
    'cls -1 inbox',
    'bye',
  ]
  const { status, stdout, stderr } = await run(place, 'lftp', ['--norc', '-c', commands.join('; ')])
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const mirrored = await readFile(join(place.folder, 'mirrored', 'sub', 'two.csv'), 'utf8')
  return { stdout, mirrored, arrived: await place.own(account, 'inbox/sent.csv') }
}
