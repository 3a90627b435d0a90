import { type Sql, sql, table } from '../../../../transport/moodle-db/sql.ts'
import type { Schema, Tables } from '../schema.ts'

/** One table that has completions of pathways. The same one may stand in another too, and then is told once. */
export interface CompletionTable {
  readonly from: Sql
  readonly id: Sql
  readonly userid: Sql
  readonly pathway: Sql
  readonly time: Sql
  /** What makes a row a completion, besides its time. */
  readonly counts: Sql
}

/** What a site calls a pathway. */
export interface PathwayKind {
  readonly tables: Tables
  /** `id` and `name` of pathways, as `p`. */
  readonly names: Sql
  /** Begins the ids of its pathways in keys, where they are not those of programs. */
  readonly keyed?: string
  /** `PathwayFact.once`. */
  readonly once?: true
  /** The present first, then what is kept of the past. */
  readonly completions: readonly CompletionTable[]
}

const ANY = sql`1 = 1`

/**
 * Programs and certifications. The completion of a program is the row of no course set. A certification opens again and
 * again, and what it was before goes into its history; so does a program that recurs.
 */
const TOTARA: PathwayKind = {
  tables: {
    prog: ['id', 'fullname', 'certifid'],
    prog_completion: ['id', 'programid', 'userid', 'coursesetid', 'status', 'timecompleted'],
    prog_completion_history: ['id', 'programid', 'userid', 'coursesetid', 'status', 'timecompleted'],
    certif_completion: ['id', 'certifid', 'userid', 'timecompleted'],
    certif_completion_history: ['id', 'certifid', 'userid', 'timecompleted'],
  },
  names: sql`select p.id, p.fullname as name from ${table('prog')} p`,
  completions: [
    ...['prog_completion', 'prog_completion_history'].map((name) => ({
      from: sql`${table(name)} c join ${table('prog')} g on g.id = c.programid and g.certifid is null`,
      id: sql`c.id`,
      userid: sql`c.userid`,
      pathway: sql`c.programid`,
      time: sql`c.timecompleted`,
      counts: sql`c.coursesetid = 0 and c.status = 1`,
    })),
    ...['certif_completion', 'certif_completion_history'].map((name) => ({
      from: sql`${table(name)} c join ${table('prog')} g on g.certifid = c.certifid`,
      id: sql`c.id`,
      userid: sql`c.userid`,
      pathway: sql`g.id`,
      time: sql`c.timecompleted`,
      counts: ANY,
    })),
  ],
}

/** The plugin tool_muprog. */
const MUPROG: PathwayKind = {
  tables: {
    tool_muprog_program: ['id', 'fullname'],
    tool_muprog_allocation: ['id', 'programid', 'userid', 'timecompleted'],
  },
  names: sql`select p.id, p.fullname as name from ${table('tool_muprog_program')} p`,
  completions: [inProgram('tool_muprog_allocation')],
}

/** The plugin enrol_programs: somebody who is allocated anew leaves the earlier completion in the snapshots. */
const PROGRAMS: PathwayKind = {
  tables: {
    enrol_programs_programs: ['id', 'fullname'],
    enrol_programs_allocations: ['id', 'programid', 'userid', 'timecompleted'],
    enrol_programs_usr_snapshots: ['id', 'programid', 'userid', 'timecompleted'],
  },
  names: sql`select p.id, p.fullname as name from ${table('enrol_programs_programs')} p`,
  completions: [inProgram('enrol_programs_allocations'), inProgram('enrol_programs_usr_snapshots')],
}

function inProgram(name: string): CompletionTable {
  return {
    from: sql`${table(name)} c`,
    id: sql`c.id`,
    userid: sql`c.userid`,
    pathway: sql`c.programid`,
    time: sql`c.timecompleted`,
    counts: ANY,
  }
}

/** In the order in which they are looked for. */
const KINDS: readonly PathwayKind[] = [TOTARA, MUPROG, PROGRAMS]

export const PATHWAY_TABLES = KINDS.flatMap(({ tables }) => Object.keys(tables))

/** The first whose tables begin to be there: what is missing of it is missed then. The last where there are none at all. */
export function pathwayKind(schema: Schema): PathwayKind {
  return KINDS.find(({ tables }) => schema.has(Object.keys(tables)[0]!)) ?? PROGRAMS
}
