import type { Published } from '../../outbound/publish.ts'

/** A line about a file, for people. */
export function publishedText({ what, name, counts }: Published): string {
  switch (what) {
    case 'published': {
      const besides = [
        counts.late > 0 ? `${counts.late} late` : '',
        counts.corrected > 0 ? `${counts.corrected} corrected` : '',
      ].filter((text) => text !== '')
      const of = besides.length === 0 ? '' : ` (${besides.join(', ')})`
      return `published ${name}, ${counts.rows} rows${of}`
    }
    case 'unchanged':
      return `${name} is as it was, ${counts.rows} rows`
    case 'skipped':
      return `${name} would be empty, and is not published`
    case 'found':
      return `${name} was there already, and was left as it is`
  }
}
