import { describe, expect, test } from 'vitest'
import { bucketSettings } from '../../../src/transport/s3/bucket-settings.ts'
import { refused } from '../../support/refused.ts'

const KEY = { ROLLBOOK_STORAGE_KEY_ID: 'AKID', ROLLBOOK_STORAGE_SECRET: 'top/secret+' }
const read = (url: string, more: Record<string, string> = KEY) =>
  bucketSettings({ ...more, ROLLBOOK_STORAGE_URL: url })

describe('the bucket of the environment', () => {
  test('is none when no URL is set: files lie in the data folder', () => {
    expect(bucketSettings({})).toBeNull()
    expect(read('')).toBeNull()
  })

  test('is one of AWS unless another endpoint is named', () => {
    expect(read('s3://my-files.1?region=eu-west-2')).toEqual({
      endpoint: 'https://s3.eu-west-2.amazonaws.com',
      region: 'eu-west-2',
      bucket: 'my-files.1',
      prefix: '',
      addressing: 'path',
      keyId: 'AKID',
      secret: 'top/secret+',
    })
    expect(
      read('s3://files/hub/a%20b/?endpoint=https://minio.example.org:9000&addressing=host'),
    ).toMatchObject({
      endpoint: 'https://minio.example.org:9000',
      region: 'us-east-1',
      prefix: 'hub/a b',
      addressing: 'host',
    })
  })

  test.for([
    'https://s3.eu-west-2.amazonaws.com/files',
    'files',
    's3://',
    's3://Files',
    's3://files:9000',
    's3://AKID:hidden@files',
    's3://files/a//b',
    's3://files/a%2f..%2fb',
    's3://files/%00',
    's3://files/%zz',
    's3://files#hidden',
    's3://files?regio=eu-west-2',
    's3://files?region=a&region=b',
    's3://files?region=eu.west',
    's3://files?endpoint=http://minio.example.org',
    's3://files?endpoint=https://AKID:hidden@minio.example.org',
    's3://files?endpoint=https://minio.example.org/path',
    's3://files?addressing=dns',
  ])('is refused as %s, without a word of what may be a secret', async (url) => {
    const finding = await refused(Promise.try(() => read(url)))
    expect(finding).toMatchObject({ code: 'RB-7206', field: 'ROLLBOOK_STORAGE_URL' })
    expect(finding.message).not.toContain('hidden')
    expect(finding).not.toHaveProperty('value')
  })

  test.for(['ROLLBOOK_STORAGE_KEY_ID', 'ROLLBOOK_STORAGE_SECRET'])('is refused without %s', async (name) => {
    const finding = await refused(Promise.try(() => read('s3://files', { ...KEY, [name]: '' })))
    expect(finding).toMatchObject({ code: 'RB-7207', field: name })
    expect(finding.message).not.toContain(KEY.ROLLBOOK_STORAGE_SECRET)
  })
})
