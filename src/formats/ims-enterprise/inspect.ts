import type { FileKind } from '../../domain/action.ts'
import { type Finding, RollbookError, refusal } from '../../domain/finding.ts'
import type { Inspection, Part, SourceFile } from '../format.ts'
import { xmlEncoding } from '../xml/encoding.ts'
import { NotPlain } from '../xml/plain-reader.ts'
import type { ImsGroup, ImsKind, ImsMember, ImsPerson } from './elements.ts'
import { readEnterprise } from './reader.ts'
import { COUNTED_NAMES } from './records.ts'
import type { ImsSettings } from './settings.ts'

/** The elements that records of a kind are made of. */
export const ELEMENTS: Readonly<Record<FileKind, 'person' | 'group' | 'member'>> = {
  user: 'person',
  course: 'group',
  enrolment: 'member',
}

const ALL: ReadonlySet<ImsKind> = new Set(['properties', 'person', 'group', 'member', 'notice'])

/** Looks at each file alone; each has a part for each kind of record that it holds, and one at least. */
export async function inspectAll(files: readonly SourceFile[], settings: ImsSettings): Promise<Part[]> {
  const parts: Part[] = []
  for (const [file, source] of files.entries()) {
    try {
      for (const inspection of await look(source, settings)) parts.push({ file, inspection })
    } catch (error) {
      if (!(error instanceof RollbookError)) throw error
      parts.push({ file, finding: error.finding })
    }
  }
  return parts
}

/** The first part of a file. */
export async function inspect(file: SourceFile, settings: ImsSettings): Promise<Inspection> {
  const [first] = await look(file, settings)
  return first!
}

/** Reads a whole file before anything of it is done (quirks Q1, Q2). Throws RollbookError when it is refused. */
async function look(file: SourceFile, settings: ImsSettings): Promise<Inspection[]> {
  if (settings.categoryIdNumber && settings.categorySeparator === '') {
    throw refusal('RB-1151', { field: 'categorySeparator' })
  }
  const { encoding, notice } = await xmlEncoding(file)
  const { counts, removals, targets, notices, isPlain } = await tally(file, encoding)
  checkTarget(targets, settings.restrictTarget)
  const warnings = notice === null ? notices : [notice, ...notices]
  const kinds = (Object.keys(ELEMENTS) as FileKind[]).filter((kind) => counts[ELEMENTS[kind]] > 0)
  return (kinds.length === 0 ? (['user'] as const) : kinds).map((kind, index) => ({
    kind,
    encoding,
    records: counts[ELEMENTS[kind]],
    blankLines: 0,
    mayRemove: removals[ELEMENTS[kind]],
    warnings: index === 0 ? warnings : [],
    ...(isPlain && { detail: { isPlain } satisfies Detail }),
  }))
}

/** What reading the records takes from the first look. */
interface Detail extends Record<string, unknown> {
  /** It is what `PlainXmlReader` reads. Absent: `XmlReader` has to. */
  readonly isPlain?: true
}

export function detailOf({ detail = {} }: Pick<Inspection, 'detail'>): Detail {
  return detail
}

interface Tally {
  readonly counts: Counts
  readonly removals: Counts
  readonly targets: readonly string[]
  readonly notices: readonly Finding[]
  readonly isPlain: boolean
}

type Counts = Record<'person' | 'group' | 'member', number>

async function tally(file: SourceFile, encoding: string): Promise<Tally> {
  try {
    return await tallyWith(file, encoding, true)
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error
    return tallyWith(file, encoding, false)
  }
}

async function tallyWith(file: SourceFile, encoding: string, isPlain: boolean): Promise<Tally> {
  const notices: Finding[] = []
  const targets: string[] = []
  const counts: Counts = { person: 0, group: 0, member: 0 }
  const removals: Counts = { person: 0, group: 0, member: 0 }
  const how = { names: COUNTED_NAMES, ...(isPlain && { plain: 'tried' as const }) }
  for await (const elements of readEnterprise(file, encoding, ALL, how)) {
    for (const element of elements) {
      if (element.kind === 'notice') notices.push(element.finding)
      else if (element.kind === 'properties') targets.push(...element.targets)
      else {
        counts[element.kind] += 1
        if (mayRemove(element)) removals[element.kind] += 1
      }
    }
  }
  return { counts, removals, targets, notices, isPlain }
}

function mayRemove(element: ImsPerson | ImsGroup | ImsMember): boolean {
  if (element.kind !== 'member') return element.recstatus === '3'
  return element.roles.some(({ recstatus, status }) => recstatus === '3' || status === '0')
}

/** Wherever `properties` stands, and however the target is written. */
function checkTarget(targets: readonly string[], wanted: string): void {
  const folded = wanted.trim().toLowerCase()
  if (folded === '' || targets.some((target) => target.trim().toLowerCase() === folded)) return
  const found = targets.length === 0 ? 'none' : targets.map((target) => `"${target}"`).join(', ')
  throw refusal('RB-1150', { field: 'target', value: wanted, found })
}
