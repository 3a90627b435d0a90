import { type RawBuilder, sql } from 'kysely'
import type { EntityKind } from '../../../domain/entities.ts'
import type { OperationOf } from '../../../domain/operation.ts'
import { TABLES } from '../tables.ts'

/**
 * A condition on `t` that its first key column is among those of the operations. It says nothing that the join with the
 * staged rows does not say, but as a list of values it makes every planner look the rows up by index, instead of
 * reading a table of millions for a chunk's few.
 */
export function among<K extends EntityKind>(
  kind: K,
  operations: readonly OperationOf<K>[],
): RawBuilder<unknown> {
  const { key, columns } = TABLES[kind]
  const first = columns.find((column) => column.name === key[0])!
  const ids = new Set(operations.map(({ before, after }) => first.value((before ?? after)!) as number))
  return isAmong(first.name, [...ids])
}

export function isAmong(column: string, ids: readonly number[]): RawBuilder<unknown> {
  return sql`t.${sql.ref(column)} = any(${ids}::bigint[])`
}
