import { type RawBuilder, sql } from 'kysely'
import type { RecordKind } from '../../domain/action.ts'
import { type Guard, type Measure, measureOf, mostAllowed, type Segmenting } from '../../domain/guard.ts'
import { OUTCOMES } from '../../domain/outcome.ts'
import type { Tx } from '../../store/store.ts'
import type { Run } from '../run-row.ts'
import type { Excess } from './excess.ts'

/**
 * A query of `file_no`, `record` and `segment` of the changes of a plan. The segment is a value of the person or the
 * course that is changed, or whose enrolment, role or membership is; null for other changes. What was there before
 * counts: who is moved out of a department is that department's loss.
 */
export function segmentsOf(
  { organisationId, id }: Pick<Run, 'organisationId' | 'id'>,
  by: Segmenting,
): RawBuilder<unknown> {
  const image = sql`coalesce(o.before, o.after)`
  const own = by.of === 'user' ? 'user' : 'course'
  const reference =
    by.of === 'user'
      ? sql`(${image}->>'userId')::bigint`
      : sql`coalesce(${image}->>'courseId',
          case when ${image}->>'context' = 'course' then ${image}->>'instanceId' end)::bigint`
  return sql`
    select o.file_no, o.record,
      case when o.kind = ${own} then ${valueIn(image, by)} else ${storedValue(reference, by)} end as segment
    from plan_operation o join run r on r.organisation_id = o.organisation_id and r.id = o.run_id
    where o.organisation_id = ${organisationId} and o.run_id = ${id}`
}

function valueIn(image: RawBuilder<unknown>, { of, field }: Segmenting): RawBuilder<unknown> {
  if (of === 'course' && field === 'category') return categoryName(sql`(${image}->>'categoryId')::bigint`)
  return field.startsWith(PROFILE)
    ? sql`${image}->'profile'->>${field.slice(PROFILE.length)}`
    : sql`${image}->>${field}`
}

const PROFILE = 'profile.'

/** The value of a person or course on the site. */
function storedValue(id: RawBuilder<unknown>, { of, field }: Segmenting): RawBuilder<unknown> {
  if (of === 'course') {
    const value = field === 'category' ? categoryName(sql`c.category_id`) : sql`to_jsonb(c)->>${field}`
    return sql`(select ${value} from site_course c where c.site_id = r.site_id and c.id = ${id})`
  }
  return sql`(select ${valueIn(sql`to_jsonb(u)`, { of, field })}
    from site_user u where u.site_id = r.site_id and not u.deleted and u.id = ${id})`
}

function categoryName(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select name from site_category g where g.site_id = r.site_id and g.id = ${id})`
}

interface Row {
  segment: string
  kind: RecordKind
  outcome: number
  number: number
}

/** The segments of a plan that pass a limit by themselves, by their names. */
export async function excessOfSegments(tx: Tx, run: Run, guard: Guard): Promise<Excess[]> {
  const { segmentBy, limits, minPopulation } = guard
  if (segmentBy === null) return []
  const { rows } = await sql<Row>`
    with segments as materialized (
      select distinct on (file_no, record) file_no, record, segment from (${segmentsOf(run, segmentBy)}) s
      where segment is not null order by file_no, record, segment)
    select s.segment, f.kind, o.outcome, count(*) as number
    from run_log_block b
    join run_file f on f.organisation_id = b.organisation_id and f.run_id = b.run_id and f.file_no = b.file_no
    cross join lateral unnest(b.outcomes) with ordinality o (outcome, ord)
    join segments s on s.file_no = b.file_no and s.record = b.first + o.ord - 1
    where b.organisation_id = ${run.organisationId} and b.run_id = ${run.id}
    group by s.segment, f.kind, o.outcome order by s.segment, f.kind, o.outcome`.execute(tx.db)
  const excesses: Excess[] = []
  const populations = new Map<RecordKind, Map<string, number>>()
  for (const { kind, measure, segment, number } of measured(rows)) {
    if (!populations.has(kind)) populations.set(kind, await populationBySegment(tx, run, kind, segmentBy))
    const population = populations.get(kind)!.get(segment) ?? 0
    const limit = limits[measure]
    if (number > mostAllowed(limit, minPopulation, population)) {
      excesses.push({ kind, measure, number, population, limit, segment })
    }
  }
  return excesses
}

/** Outcomes that count under one measure together. */
function measured(rows: readonly Row[]): (Pick<Row, 'segment' | 'kind' | 'number'> & { measure: Measure })[] {
  const sums = new Map<string, Pick<Row, 'segment' | 'kind' | 'number'> & { measure: Measure }>()
  for (const { segment, kind, outcome, number } of rows) {
    const measure = measureOf(kind, OUTCOMES[outcome]!)
    if (measure === null) continue
    const name = JSON.stringify([segment, kind, measure])
    sums.set(name, { segment, kind, measure, number: number + (sums.get(name)?.number ?? 0) })
  }
  return [...sums.values()]
}

/** How many things of a kind the site has in each segment. */
async function populationBySegment(
  tx: Tx,
  { siteId }: Run,
  kind: RecordKind,
  by: Segmenting,
): Promise<Map<string, number>> {
  const from = FROM[kind][by.of]
  if (from === null) return new Map()
  const { rows } = await sql<{ segment: string; number: number }>`
    select segment, count(*) as number
    from (select ${storedValue(sql.ref(from.id), by)} as segment from ${sql.table(from.table)} t
      cross join (select ${siteId}::integer as site_id) r where t.site_id = ${siteId}) s
    where segment is not null group by segment`.execute(tx.db)
  return new Map(rows.map(({ segment, number }) => [segment, number]))
}

interface Source {
  readonly table: string
  readonly id: string
}

const FROM: Readonly<Record<RecordKind, Readonly<Record<Segmenting['of'], Source | null>>>> = {
  user: { user: { table: 'site_user', id: 't.id' }, course: null },
  course: { user: null, course: { table: 'site_course', id: 't.id' } },
  enrolment: {
    user: { table: 'site_enrolment', id: 't.user_id' },
    course: { table: 'site_enrolment', id: 't.course_id' },
  },
  category: { user: null, course: null },
  cohort: { user: null, course: null },
  group: { user: null, course: null },
  activity: { user: null, course: null },
}
