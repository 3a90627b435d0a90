import { finding, refusal } from '../../domain/finding.ts'
import type { Place, XmlHandler } from '../xml/reader.ts'
import type { ImsElement, ImsKind } from './elements.ts'
import { MAX_RECORD_SIZE } from './limits.ts'
import { Membership } from './membership.ts'
import { localName } from './node.ts'
import { groupOf, personOf, propertiesOf, READ_NAMES, type ReadNames } from './records.ts'
import { RecordTree } from './tree.ts'

type Attributes = Readonly<Record<string, string>>
type RecordName = keyof typeof READ_NAMES

/** A document has some fifty names; one that floods us with others must not fill the memory. */
const MAX_NAMES = 1_000

/**
 * Makes the elements of an IMS Enterprise document from what an XML reader tells. It is in one of four places:
 * outside of the document, directly in `enterprise`, directly in a `membership`, or in a record (`#tree`), whose
 * content the tree takes until the record closes. Elements that are not read are passed over with all they hold.
 */
export class Collector implements XmlHandler {
  readonly #wanted: ReadonlySet<ImsKind>
  readonly #readNames: ReadNames
  #elements: ImsElement[] = []
  #inDocument = false
  #membership: Membership | null = null
  #tree: RecordTree | null = null
  /** Open elements that are passed over, one within the other. */
  #skipped = 0
  #isCaseNoted = false
  readonly #names = new Map<string, string>()

  constructor(wanted: ReadonlySet<ImsKind>, names: ReadNames = READ_NAMES) {
    this.#wanted = wanted
    this.#readNames = names
  }

  /** What was completed since the last time. */
  take(): ImsElement[] {
    const elements = this.#elements
    this.#elements = []
    return elements
  }

  open(name: string, attributes: Attributes, place: Place): boolean {
    if (this.#skipped > 0) {
      this.#skipped++
      return true
    }
    const local = this.#localName(name)
    if (this.#tree !== null) this.#tree.open(local, attributes, place)
    else if (!this.#inDocument) this.#enter(name, local, place)
    else if (this.#membership === null && local === 'membership' && this.#wanted.has('member')) {
      this.#membership = new Membership((member) => this.#elements.push(member))
    } else if (this.#isRecord(local)) {
      this.#tree = new RecordTree(local, this.#readNames[local], attributes, place)
    } else {
      this.#skipped++
      return true
    }
    this.#noteCase(name, local, place)
    return false
  }

  text(text: string): void {
    if (this.#skipped === 0) this.#tree?.text(text)
  }

  close(): void {
    if (this.#skipped > 0) {
      this.#skipped--
    } else if (this.#tree !== null) {
      if (this.#tree.close()) this.#complete(this.#tree)
    } else if (this.#membership !== null) {
      this.#membership.end()
      this.#membership = null
    }
  }

  #enter(name: string, local: string, place: Place): void {
    if (local !== 'enterprise')
      throw refusal('RB-1130', { value: name, line: place.line, column: place.column })
    this.#inDocument = true
  }

  #isRecord(local: string): local is RecordName {
    if (this.#membership !== null) return local === 'member' || local === 'sourcedid'
    return (local === 'person' || local === 'group' || local === 'properties') && this.#wanted.has(local)
  }

  #complete(tree: RecordTree): void {
    this.#tree = null
    const { root } = tree
    const fault = tree.isCut ? finding('RB-1132', { field: root.name, limit: MAX_RECORD_SIZE }) : null
    if (root.name === 'person') this.#elements.push(personOf(root, fault))
    else if (root.name === 'group') this.#elements.push(groupOf(root, fault))
    else if (root.name === 'properties') this.#elements.push(propertiesOf(root, fault))
    else if (root.name === 'member') this.#membership?.addMember(tree)
    else this.#membership?.addSourcedId(tree)
  }

  #localName(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    if (this.#names.size >= MAX_NAMES) this.#names.clear()
    const local = localName(name)
    this.#names.set(name, local)
    return local
  }

  /** Once for the file, of elements that are read or stand directly in one that is. */
  #noteCase(name: string, local: string, { line, column }: Place): void {
    if (this.#isCaseNoted || !this.#wanted.has('notice') || name === local || name.endsWith(`:${local}`))
      return
    this.#isCaseNoted = true
    const noted = finding('RB-1131', { value: name, line })
    this.#elements.push({ kind: 'notice', line, column, finding: noted })
  }
}
