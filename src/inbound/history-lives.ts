import type { EntityKind } from '../domain/entities.ts'
import type { Image, Origin, Present, WrittenChange } from './history-rows.ts'

/** A change of one thing, with the record that caused it; values are complete but not yet fit to be shown. */
export interface Change {
  readonly run: number
  readonly fileNo: number
  readonly line: number
  readonly kind: EntityKind
  readonly change: 'created' | 'updated' | 'deleted'
  /** Of an update only what differed. */
  readonly before: Image | null
  readonly after: Image | null
  /** The thing as it was right after, or right before it ended. */
  readonly state: Image
}

/**
 * Tells the changes of one thing. A creation is not written down: it is told by the row that is there, or by the ending,
 * with every later change undone. The same person may be enrolled, unenrolled and enrolled again, so one thing may have
 * several lives, each closed by an ending.
 */
export function tellChanges(written: readonly WrittenChange[], present: Present | null): Change[] {
  const told: Change[] = []
  let life: WrittenChange[] = []
  for (const row of inOrder(written)) {
    life.push(row)
    if (row.after !== null) continue
    told.push(...tellLife(life, row.before!, row.before!['origin'] as Origin | undefined))
    life = []
  }
  if (present !== null) told.push(...tellLife(life, present.image, present.origin, present.kind))
  else if (life.length > 0) told.push(...tellLife(life, imageFrom(life), undefined))
  return told
}

function tellLife(
  life: readonly WrittenChange[],
  { origin: _, ...end }: Image,
  origin: Origin | undefined,
  kind: EntityKind = life[0]!.kind,
): Change[] {
  let state: Image = end
  for (const { before } of life.toReversed()) {
    if (before !== null) state = { ...state, ...withoutOrigin(before) }
  }
  const told: Change[] = []
  const [run = null, fileNo = null, line = null] = origin ?? []
  if (run !== null && life[0]?.before !== null) {
    const after = state
    told.push({ run, fileNo: fileNo!, line: line!, kind, change: 'created', before: null, after, state })
  }
  for (const { run_id, file_no, line, before, after } of life) {
    const record = { run: run_id, fileNo: file_no, line, kind }
    if (after === null) {
      told.push({ ...record, change: 'deleted', before: state, after, state })
    } else {
      state = { ...state, ...after }
      told.push({ ...record, change: before === null ? 'created' : 'updated', before, after, state })
    }
  }
  return told
}

/**
 * What the changes of a thing themselves tell of it. On a server of its own things are not at hand, and may have gone
 * without the hub.
 */
function imageFrom(life: readonly WrittenChange[]): Image {
  const images = life.flatMap(({ before, after }) => [before, after])
  return Object.assign({}, identityIn(life[0]!), ...images.filter((one) => one !== null)) as Image
}

function identityIn({ kind, entity }: WrittenChange): Image {
  switch (kind) {
    case 'user':
      return { username: `#${entity}` }
    case 'course':
      return { shortname: `#${entity}` }
    case 'enrolment': {
      const [userId, courseId, method] = entity.split(':')
      return { userId: Number(userId), courseId: Number(courseId), method }
    }
    default:
      return {}
  }
}

/**
 * Within a chunk endings are written first, whatever their line, so rows of one run and file that follow each other are
 * put in the order of their lines.
 */
function inOrder(rows: readonly WrittenChange[]): WrittenChange[] {
  const ordered: WrittenChange[] = []
  for (let from = 0; from < rows.length; ) {
    const { run_id, file_no } = rows[from]!
    let to = from + 1
    while (rows[to]?.run_id === run_id && rows[to]?.file_no === file_no) to++
    ordered.push(...rows.slice(from, to).sort((a, b) => a.line - b.line || a.id - b.id))
    from = to
  }
  return ordered
}

function withoutOrigin({ origin: _, ...image }: Image): Image {
  return image
}
