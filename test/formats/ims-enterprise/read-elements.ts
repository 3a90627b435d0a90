import type { SourceFile } from '../../../src/formats/format.ts'
import type { ImsElement, ImsKind } from '../../../src/formats/ims-enterprise/elements.ts'
import { readEnterprise } from '../../../src/formats/ims-enterprise/reader.ts'
import { xmlEncoding } from '../../../src/formats/xml/encoding.ts'
import { bytesFile } from '../../support/bytes-file.ts'

export const ALL_KINDS: readonly ImsKind[] = ['properties', 'person', 'group', 'member', 'notice']

export async function readElements(
  file: SourceFile,
  kinds: readonly ImsKind[] = ALL_KINDS,
): Promise<ImsElement[]> {
  const { encoding } = await xmlEncoding(file)
  const elements: ImsElement[] = []
  for await (const batch of readEnterprise(file, encoding, new Set(kinds))) elements.push(...batch)
  return elements
}

/** The elements of one kind within `<enterprise>`. */
export async function readContent<Kind extends ImsKind>(
  content: string,
  kind: Kind,
  pieceSize?: number,
): Promise<Extract<ImsElement, { kind: Kind }>[]> {
  const file = bytesFile(`<enterprise>${content}</enterprise>`, undefined, pieceSize)
  return (await readElements(file, [kind])) as Extract<ImsElement, { kind: Kind }>[]
}
