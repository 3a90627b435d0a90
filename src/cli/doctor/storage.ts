import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { RollbookError } from '../../domain/finding.ts'
import { bucketSettings } from '../../transport/s3/bucket-settings.ts'
import type { S3Settings } from '../../transport/s3/settings.ts'
import { s3Storage } from '../../transport/s3/storage.ts'
import { putWhole } from '../../transport/storage/put-whole.ts'
import { type Advice, failed, ok } from './advice.ts'

/** Where the files of organisations lie, and with `reach` whether the bucket lets us do there what we need to do. */
export async function storageAdvice(reach: boolean): Promise<Advice> {
  try {
    const settings = bucketSettings(process.env)
    if (settings === null) return ok('storage', 'files lie in the data folder')
    const bucket = `the bucket ${settings.bucket} at ${new URL(settings.endpoint).host}`
    if (!reach) return ok('storage', `files lie in ${bucket}, not tried; --storage tries it`)
    await tryOut(settings)
    return ok('storage', `${bucket} can be read, written and listed`)
  } catch (error) {
    if (error instanceof RollbookError) return failed('storage', error.finding)
    throw error
  }
}

/** A small file is put there, found, read, renamed and removed. */
async function tryOut(settings: S3Settings): Promise<void> {
  using storage = s3Storage(settings)
  const [path, renamed] = [`doctor/${randomUUID()}`, `doctor/${randomUUID()}`] as const
  await putWhole(storage, path, [Buffer.from(path)])
  await storage.rename(path, renamed)
  await Array.fromAsync(storage.list('doctor'))
  await buffer(storage.read(renamed))
  await storage.dropDrafts(renamed)
  await storage.remove(renamed)
}
