import * as z from 'zod'
import { isEndpoint } from '../../transport/s3/settings.ts'
import { pinnedKey } from '../../transport/sftp-client/pinned-key.ts'

const MOST_DESTINATIONS = 20

const text = z.string()
const common = {
  /** By which its deliveries and its secret are known. */
  name: text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
    error: 'letters, digits and . _ - after a letter or digit',
  }),
  /** An armoured public key: files go out encrypted for it, as `NAME.pgp`. */
  pgp: text.min(1).optional(),
}

/** A folder on another's SFTP server. */
const sftp = z.strictObject({
  kind: z.literal('sftp'),
  ...common,
  host: text.regex(/^[A-Za-z0-9._:-]{1,253}$/, { error: 'the name or address of a host' }),
  port: z.number().int().min(1).max(65_535).default(22),
  user: text.min(1).max(255),
  /** Absolute, or below where the login leads. */
  folder: text.max(1000).default(''),
  hostKey: text.refine((value) => pinnedKey(value) !== null, {
    error: 'SHA256:… as `ssh-keygen -l` shows it, or a public key as `ssh-keyscan` shows it behind the host',
  }),
})

/** A folder of this machine, below the one that the operator allows. */
const folder = z.strictObject({ kind: z.literal('folder'), ...common, path: text.default('') })

/** A bucket of S3-compatible object storage. */
const s3 = z.strictObject({
  kind: z.literal('s3'),
  ...common,
  endpoint: text.refine(isEndpoint, { error: 'https://HOST, without path' }),
  region: text.regex(/^[a-z0-9-]{1,64}$/, { error: 'a region such as eu-west-2' }).default('us-east-1'),
  bucket: text.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'the name of a bucket' }),
  prefix: text.default(''),
  keyId: text.regex(/^[A-Za-z0-9._/+=-]{1,128}$/, { error: 'the id of an access key' }),
  addressing: z.enum(['path', 'host']).default('path'),
})

const destination = z.discriminatedUnion('kind', [sftp, folder, s3], { error: 'a kind: sftp, folder, s3' })

/** Where files go besides the outbox of the organisation. */
export const deliverTo = z.array(destination).max(MOST_DESTINATIONS).default([])

export type Destination = z.output<typeof destination>
