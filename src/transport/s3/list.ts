import { refusal } from '../../domain/finding.ts'
import { isPath } from '../storage/paths.ts'
import type { StoredEntry } from '../storage/storage.ts'
import type { S3Client } from './client.ts'
import { childrenOf, decoded, type Element, textOf } from './xml.ts'

/**
 * What lies below a prefix that ends in `/`, as files and folders, a page of at most 1,000 after the other, in the order of
 * the keys. Names that no path may have are left out.
 */
export async function* entriesBelow(client: S3Client, before: string): AsyncGenerator<StoredEntry> {
  let token: string | null = null
  do {
    const query: Record<string, string> = {
      'list-type': '2',
      delimiter: '/',
      'encoding-type': 'url',
      prefix: before,
      ...(token !== null && { 'continuation-token': token }),
    }
    const { document }: { document: Element | null } = await client.ask({ method: 'GET', key: '', query })
    if (document?.name !== 'ListBucketResult') throw refusal('RB-7413', { host: client.host })
    for (const file of childrenOf(document, 'Contents')) {
      // Some programs mark a folder by an empty file of its name: '' here.
      const name = decoded(textOf(file, 'Key')).slice(before.length)
      const modifiedAt = wholeSeconds(textOf(file, 'LastModified'))
      if (isPath(name)) yield { name, kind: 'file', size: Number(textOf(file, 'Size')), modifiedAt }
    }
    for (const folder of childrenOf(document, 'CommonPrefixes')) {
      const name = decoded(textOf(folder, 'Prefix')).slice(before.length, -1)
      if (isPath(name)) yield { name, kind: 'folder', size: 0, modifiedAt: 0 }
    }
    token = textOf(document, 'NextContinuationToken') || null
  } while (token !== null)
}

/** Some services list fractions, but tell the time of a single file without: a file has one time. */
function wholeSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000) * 1000
}
