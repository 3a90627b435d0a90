import { sql } from 'kysely'
import { OUTCOMES } from '../../src/domain/outcome.ts'
import type { Tx } from '../../src/store/store.ts'

/**
 * Conservation, reckoned from the tables alone: the files of runs that do not add up, each with why. Every record of
 * an accepted file has one place in the log, in the order of its lines, one outcome, and is counted under it. Several
 * records may stand on one line of XML.
 */
export async function unbalancedFiles({ db }: Tx): Promise<{ run: number; file: string; why: string }[]> {
  const { rows } = await sql<{ run: number; file: string; why: string }>`
    with logged as (
      select b.organisation_id, b.run_id, b.file_no, b.first, e.ord, e.line, e.outcome, e.code, e.key
      from run_log_block b
      cross join lateral unnest(b.lines, b.outcomes, b.dids, b.codes, b.keys)
        with ordinality e (line, outcome, did, code, key, ord)),
    counted as (
      select organisation_id, run_id, file_no, jsonb_object_agg(word, times) as counts
      from (
        select organisation_id, run_id, file_no, (${[...OUTCOMES]}::text[])[outcome + 1] as word, count(*) as times
        from logged group by organisation_id, run_id, file_no, outcome) o
      group by organisation_id, run_id, file_no),
    ordered as (
      select organisation_id, run_id, file_no, count(*) as records,
        count(*) filter (where line is null or outcome is null or code is null or key is null) as torn,
        count(*) filter (where line < before or (line = before and not is_xml)) as backwards,
        count(*) filter (where first + ord <> place) as misplaced
      from (
        select logged.*, lag(line) over file as before, row_number() over file as place,
          f.inspection->'separator' is null as is_xml
        from logged join run_file f using (organisation_id, run_id, file_no)
        window file as (partition by organisation_id, run_id, file_no order by first, ord)) l
      group by organisation_id, run_id, file_no)
    select f.run_id as run, f.name as file,
      concat_ws('; ',
        case when r.state not in ('succeeded', 'failed') then 'the run is ' || r.state end,
        case when r.state = 'failed' and r.finding->>'code' <> 'RB-5011' then 'failed with ' || r.finding::text end,
        case when f.state not in ('done', 'refused') then 'the file is ' || f.state end,
        case when f.state = 'refused' and f.finding is null then 'refused without a reason' end,
        case when f.records <> f.done then f.done || ' of ' || f.records || ' done' end,
        case when f.records <> coalesce(o.records, 0) then o.records || ' of ' || f.records || ' logged' end,
        case when f.counts <> coalesce(c.counts, '{}') then f.counts::text || ' counted, ' || c.counts::text || ' logged' end,
        case when o.torn > 0 then 'arrays of different lengths' end,
        case when o.backwards > 0 then 'lines go backwards' end,
        case when o.misplaced > 0 then 'places with gaps' end) as why
    from run_file f
    join run r on r.organisation_id = f.organisation_id and r.id = f.run_id
    left join counted c on (c.organisation_id, c.run_id, c.file_no) = (f.organisation_id, f.run_id, f.file_no)
    left join ordered o on (o.organisation_id, o.run_id, o.file_no) = (f.organisation_id, f.run_id, f.file_no)`.execute(
    db,
  )
  return rows.filter(({ why }) => why !== '')
}

/** Rows of the site that refer to nothing, and names that two things share: each as a phrase. */
export async function brokenLinks({ db }: Tx): Promise<string[]> {
  const user = sql`select from site_user u where u.site_id = t.site_id and not u.deleted and u.id = `
  const course = sql`select from site_course c where c.site_id = t.site_id and c.id = `
  const checks = {
    'course without category': sql`from site_course t where not exists (
      select from site_category c where c.site_id = t.site_id and c.id = t.category_id)`,
    'category without parent': sql`from site_category t where parent_id <> 0 and not exists (
      select from site_category c where c.site_id = t.site_id and c.id = t.parent_id)`,
    'enrolment of nobody': sql`from site_enrolment t where not exists (${user} t.user_id)`,
    'enrolment in nothing': sql`from site_enrolment t where not exists (${course} t.course_id)`,
    'role of nobody': sql`from site_role_assignment t where not exists (${user} t.user_id)`,
    'role in no course': sql`from site_role_assignment t
      where context = 'course' and not exists (${course} t.instance_id)`,
    'group of no course': sql`from site_group t where not exists (${course} t.course_id)`,
    'grouping of no course': sql`from site_grouping t where not exists (${course} t.course_id)`,
    'member of no group': sql`from site_group_member t where not exists (
      select from site_group g where g.site_id = t.site_id and g.id = t.group_id)`,
    'member who is not enrolled': sql`from site_group_member t where not exists (
      select from site_enrolment e
      where e.site_id = t.site_id and e.course_id = t.course_id and e.user_id = t.user_id)`,
    'link of nothing': sql`from site_grouping_group t where not exists (
      select from site_grouping g where g.site_id = t.site_id and g.id = t.grouping_id)`,
    'course name twice': sql`from site_course t group by site_id, shortname having count(*) > 1`,
    'id above the last given': sql`from site_user t join site s on s.id = t.site_id where t.id > s.last_id`,
    'mail of no run': sql`from mail t where not exists (select from run r where r.id = t.run_id)`,
  }
  const broken: string[] = []
  for (const [what, from] of Object.entries(checks)) {
    const { rows } = await sql`select 1 ${from}`.execute(db)
    if (rows.length > 0) broken.push(`${what}: ${rows.length}`)
  }
  return broken
}
