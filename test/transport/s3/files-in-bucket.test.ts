import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AccountFiles, HubFiles } from '../../../src/transport/storage/hub-files.ts'
import { accountFolder } from '../../../src/transport/storage/places.ts'
import { putWhole } from '../../../src/transport/storage/put-whole.ts'
import { refused } from '../../support/refused.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { filesInStandIn } from './files-in-stand-in.ts'
import { type S3StandIn, s3StandIn } from './stand-in.ts'

describe('the files of an account in a bucket', () => {
  let s3: S3StandIn
  let files: HubFiles
  let account: AccountFiles
  let folder: string
  beforeEach(async () => {
    await using stack = new AsyncDisposableStack()
    s3 = stack.use(await s3StandIn())
    const { path } = stack.use(await temporaryFolder())
    files = stack.use(filesInStandIn(path, s3))
    account = files.account(7, 3)
    folder = accountFolder(path, 7, 3)
    const made = stack.move()
    return () => made.disposeAsync()
  })
  const send = (path: string, content: string) => putWhole(account.partial, path, [Buffer.from(content)])

  test('are taken in from the folder of this machine, over what was there', async () => {
    for (const content of ['one', 'two']) {
      await send('inbox/a.csv', content)
      await account.takeIn('inbox/a.csv')
    }
    expect([...s3.objects].map(([key, content]) => [key, content.toString()])).toEqual([
      ['hub/7/accounts/3/inbox/a.csv', 'two'],
    ])
    expect(await readdir(join(folder, 'partial', 'inbox'))).toEqual([])
  })

  test('stay in the folder when the bucket does not take them, and a few are sent at a time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `inbox/${index}.csv`)
    for (const name of names) await send(name, name)
    let [together, most] = [0, 0]
    s3.before = async () => {
      most = Math.max(most, ++together)
      await new Promise((resolve) => setTimeout(resolve, 5))
      together--
    }
    s3.troubles.push(403)
    const taken = await Promise.allSettled(names.map((name) => account.takeIn(name)))
    const left = names.filter((_, index) => taken[index]!.status === 'rejected')
    expect(left).toHaveLength(1)
    expect(await readdir(join(folder, 'partial', 'inbox'))).toEqual(
      left.map((name) => name.slice('inbox/'.length)),
    )
    expect(s3.objects.size).toBe(11)
    expect(most).toBe(4)
  })

  test('are looked at on the disk, where nothing is left, however that ends', async () => {
    s3.objects.set('hub/7/accounts/3/inbox/a.csv', Buffer.from('content'))
    expect(await account.onDisk('inbox/a.csv', (place) => readFile(place, 'utf8'))).toBe('content')
    await expect(account.onDisk('inbox/a.csv', () => Promise.reject(new Error('odd')))).rejects.toThrow('odd')
    expect((await refused(account.onDisk('inbox/none.csv', async () => 1))).code).toBe('RB-7201')
    expect(await readdir(join(folder, 'fetched'))).toEqual([])
  })

  test('that a process left on the disk are cleared away a day later', async () => {
    s3.objects.set('hub/7/accounts/3/inbox/a.csv', Buffer.from('content'))
    const fetched = join(folder, 'fetched')
    await mkdir(fetched, { recursive: true })
    const yesterday = Date.now() / 1000 - 25 * 3600
    for (const name of ['old', 'young']) await writeFile(join(fetched, name), 'left')
    await utimes(join(fetched, 'old'), yesterday, yesterday)
    const names = await account.onDisk('inbox/a.csv', () => readdir(fetched))
    expect(names).toHaveLength(2)
    expect(await readdir(fetched)).toEqual(['young'])
  })
})
