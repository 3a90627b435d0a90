import { finding } from '../../../domain/finding.ts'
import type { MoodleWs } from '../../../transport/moodle-ws/client.ts'
import { WsFailure } from '../../../transport/moodle-ws/failure.ts'
import type { Parameters } from '../../../transport/moodle-ws/parameters.ts'

/** One record of an answer, as JSON has it. */
export type Row = Readonly<Record<string, unknown>>

/**
 * Calls a function that answers a list, or an object that holds one under `list`.
 *
 * @throws WsFailure as `MoodleWs.read`, and RB-9014 when the answer is no list
 */
export async function readRows(
  ws: MoodleWs,
  name: string,
  parameters: Parameters,
  list?: string,
): Promise<Row[]> {
  const answer = await ws.read(name, parameters)
  const rows = list === undefined ? answer : (answer as Row | null)?.[list]
  if (Array.isArray(rows)) return rows as Row[]
  const reason = 'it is no list'
  throw new WsFailure(finding('RB-9014', { host: ws.host, function: name, reason }), {
    kind: 'configuration',
  })
}

/** Empty where it is left out, as Moodle does with empty fields. */
export function text(row: Row, name: string): string {
  const value = row[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** 0 where it is left out. */
export function whole(row: Row, name: string): number {
  return Number(row[name] ?? 0)
}

/** Moodle says 1, '1' and true. */
export function flag(row: Row, name: string): boolean {
  return Number(row[name] ?? 0) === 1
}

export function rowsIn(row: Row, name: string): Row[] {
  const rows = row[name]
  return Array.isArray(rows) ? (rows as Row[]) : []
}
