import type { SourceFile } from '../format.ts'
import { decodeXml } from '../xml/decode.ts'
import { PlainXmlReader } from '../xml/plain-reader.ts'
import { XmlReader } from '../xml/reader.ts'
import { Collector } from './collector.ts'
import type { ImsElement, ImsKind } from './elements.ts'
import type { ReadNames } from './records.ts'

export interface HowToRead {
  /** The elements that are read of each record; absent: all there are. */
  readonly names?: ReadNames
  /** Whether it is what `PlainXmlReader` reads: that is tried, or known since it read it whole. Absent: `XmlReader` reads it. */
  readonly plain?: 'tried' | 'known'
}

/**
 * Streams the elements of an IMS Enterprise document in file order, in lists of any length, as they are completed;
 * only those of the wanted kinds. Records lie directly in `enterprise`; names of elements count whatever their prefix
 * and letter case; of what a record holds, only `names` are read.  What stands before a mistake in the file has been passed on when the mistake is found.
 *
 * `encoding` is what `xmlEncoding` found. Throws RollbookError RB-1100 to RB-1114 when the file is no well-formed XML
 * or passes a limit, RB-1130 when it is another document; NotPlain when it was to be a plain one and is not.
 */
export async function* readEnterprise(
  file: SourceFile,
  encoding: string,
  wanted: ReadonlySet<ImsKind>,
  { names, plain }: HowToRead = {},
): AsyncGenerator<ImsElement[]> {
  const collector = new Collector(wanted, names)
  const reader =
    plain === undefined ? new XmlReader(collector) : new PlainXmlReader(collector, plain === 'known')
  for await (const text of decodeXml(file, encoding)) {
    reader.push(text)
    const elements = collector.take()
    if (elements.length > 0) yield elements
  }
  reader.end()
}
