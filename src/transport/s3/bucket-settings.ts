import { refusal } from '../../domain/finding.ts'
import { isPath } from '../storage/paths.ts'
import { isEndpoint, type S3Settings } from './settings.ts'

const URL_VARIABLE = 'ROLLBOOK_STORAGE_URL'
const KEY_ID_VARIABLE = 'ROLLBOOK_STORAGE_KEY_ID'
const SECRET_VARIABLE = 'ROLLBOOK_STORAGE_SECRET'
const OPTIONS = ['region', 'endpoint', 'addressing']

/** As S3 takes them for buckets: they stand in paths and in names of hosts. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const REGION = /^[a-z0-9-]{1,64}$/

/**
 * Reads from the environment in which bucket the files of organisations lie: `ROLLBOOK_STORAGE_URL`
 * (`s3://BUCKET/PREFIX?region=…&endpoint=…&addressing=…`), `ROLLBOOK_STORAGE_KEY_ID` and `ROLLBOOK_STORAGE_SECRET`. Null
 * when no URL is set: they lie in the data folder.
 *
 * @throws RollbookError RB-7206 (the URL), RB-7207 (an id or a secret that is missing)
 */
export function bucketSettings(environment: Readonly<Record<string, string | undefined>>): S3Settings | null {
  const text = environment[URL_VARIABLE]
  if (text === undefined || text === '') return null
  const settings = readUrl(text)
  const given = (name: string): string => {
    const value = environment[name]
    if (value === undefined || value === '') throw refusal('RB-7207', { field: name })
    return value
  }
  return { ...settings, keyId: given(KEY_ID_VARIABLE), secret: given(SECRET_VARIABLE) }
}

function readUrl(text: string): Omit<S3Settings, 'keyId' | 'secret'> {
  const url = URL.parse(text)
  if (url?.protocol !== 's3:') throw unusable('it does not begin with s3://')
  if (url.username !== '' || url.password !== '') {
    throw unusable(`what stands before @ belongs into ${KEY_ID_VARIABLE} and ${SECRET_VARIABLE}`)
  }
  const { host: bucket, searchParams: options } = url
  if (!BUCKET.test(bucket)) throw unusable('it names no bucket')
  if (url.hash !== '') throw unusable('something follows the options')
  if (options.size > new Set(options.keys()).size) throw unusable('an option is given twice')
  for (const name of options.keys()) {
    if (!OPTIONS.includes(name)) throw unusable(`${name} is none of its options`)
  }
  const region = options.get('region') ?? 'us-east-1'
  if (!REGION.test(region)) throw unusable('region is none')
  const endpoint = options.get('endpoint') ?? `https://s3.${region}.amazonaws.com`
  if (!isEndpoint(endpoint)) throw unusable('endpoint is no https:// address of a server alone')
  const addressing = options.get('addressing') ?? 'path'
  if (addressing !== 'path' && addressing !== 'host') throw unusable('addressing is neither path nor host')
  return { endpoint, region, bucket, prefix: prefixOf(url), addressing }
}

function prefixOf({ pathname }: URL): string {
  const prefix = decoded(pathname).replace(/^\/|\/$/g, '')
  if (prefix !== '' && !isPath(prefix)) throw unusable('what follows the bucket is no path')
  return prefix
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw unusable('it holds a % that encodes nothing')
  }
}

function unusable(reason: string): Error {
  return refusal('RB-7206', { field: URL_VARIABLE, reason })
}
