import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encoded, queryText, signedHeaders, type Unsigned } from '../../../src/transport/s3/signature.ts'

/** The examples of the public documentation of Amazon S3, "Authenticating Requests: Using the Authorization Header". */
const CREDENTIALS = {
  keyId: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const AT = Date.parse('2013-05-24T00:00:00Z')
const EMPTY = hash('sha256', '')
const GET = { method: 'GET', host: 'examplebucket.s3.amazonaws.com', query: '', payloadHash: EMPTY }

const EXAMPLES: readonly (Unsigned & { about: string; names: string; signature: string })[] = [
  {
    about: 'a part of an object',
    ...GET,
    path: '/test.txt',
    headers: { range: 'bytes=0-9' },
    names: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    about: 'an object that is put, with a sign in its name that is escaped',
    ...GET,
    method: 'PUT',
    path: `/${encoded('test$file.text')}`,
    headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    payloadHash: hash('sha256', 'Welcome to Amazon S3.'),
    names: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    about: 'a parameter without a value',
    ...GET,
    path: '/',
    query: queryText({ lifecycle: '' }),
    headers: {},
    names: 'host;x-amz-content-sha256;x-amz-date',
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    about: 'a list with two parameters, given in the other order',
    ...GET,
    path: '/',
    query: queryText({ prefix: 'J', 'max-keys': '2' }),
    headers: {},
    names: 'host;x-amz-content-sha256;x-amz-date',
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
]

describe('a signature', () => {
  test.for(EXAMPLES)(
    'is that of the documentation for $about',
    ({ about: _, names, signature, ...request }) => {
      expect(signedHeaders(request, CREDENTIALS, 'us-east-1', AT)['authorization']).toBe(
        `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
      )
    },
  )

  test('escapes all that RFC 3986 does not leave as it is', () => {
    expect(encoded("aZ0-._~ !'()*$/é+")).toBe('aZ0-._~%20%21%27%28%29%2A%24%2F%C3%A9%2B')
  })
})
