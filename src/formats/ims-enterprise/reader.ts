import type { SourceFile } from '../format.ts'
import { decodeXml } from '../xml/decode.ts'
import { XmlReader } from '../xml/reader.ts'
import { Collector } from './collector.ts'
import type { ImsElement, ImsKind } from './elements.ts'

/**
 * Streams the elements of an IMS Enterprise document in file order, in lists of any length, as they are completed;
 * only those of the wanted kinds. Records lie directly in `enterprise`; names of elements count whatever their prefix
 * and letter case. What stands before a mistake in the file has been passed on when the mistake is found.
 *
 * `encoding` is what `xmlEncoding` found. Throws RollbookError RB-1100 to RB-1114 when the file is no well-formed XML
 * or passes a limit, RB-1130 when it is another document.
 */
export async function* readEnterprise(
  file: SourceFile,
  encoding: string,
  wanted: ReadonlySet<ImsKind>,
): AsyncGenerator<ImsElement[]> {
  const collector = new Collector(wanted)
  const reader = new XmlReader(collector)
  for await (const text of decodeXml(file, encoding)) {
    reader.push(text)
    const elements = collector.take()
    if (elements.length > 0) yield elements
  }
  reader.end()
}
