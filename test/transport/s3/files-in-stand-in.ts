import { filesInBucket, SHARED_LIMITS } from '../../../src/transport/s3/files-in-bucket.ts'
import type { HubFiles } from '../../../src/transport/storage/hub-files.ts'
import { BUCKET, KEY, type S3StandIn } from './stand-in.ts'

/** Files of organisations in the bucket of the stand-in, below `hub`. */
export function filesInStandIn(dataFolder: string, { endpoint }: S3StandIn): HubFiles {
  const settings = { endpoint, bucket: BUCKET, prefix: 'hub', addressing: 'path', ...KEY } as const
  return filesInBucket(dataFolder, settings, { ...SHARED_LIMITS, firstWaitMs: 20, partBytes: 5 << 20 })
}
