import { type Sql, sql, table } from '../../../../transport/moodle-db/sql.ts'
import type { Schema, Tables } from '../schema.ts'

/** Where a site keeps what packages report: one row for each element of a SCO in an attempt, as `t`. */
export interface Tracks {
  readonly tables: Tables
  /** The tables, joined. */
  readonly from: Sql
  readonly userid: Sql
  readonly scormid: Sql
  readonly attempt: Sql
  readonly element: Sql
}

/** Up to Moodle 4.2, and Totara: everything in one table. */
const IN_ONE_TABLE: Tracks = {
  tables: {
    scorm_scoes_track: [
      ...['id', 'userid', 'scormid', 'scoid', 'attempt'],
      ...['element', 'value', 'timemodified'],
    ],
  },
  from: sql`${table('scorm_scoes_track')} t`,
  userid: sql`t.userid`,
  scormid: sql`t.scormid`,
  attempt: sql`t.attempt`,
  element: sql`t.element`,
}

/** From Moodle 4.3 on. Attempts and values can be there twice: nothing in the database prevents it. */
const IN_THREE_TABLES: Tracks = {
  tables: {
    scorm_attempt: ['id', 'userid', 'scormid', 'attempt'],
    scorm_element: ['id', 'element'],
    scorm_scoes_value: ['id', 'scoid', 'attemptid', 'elementid', 'value', 'timemodified'],
  },
  from: sql`${table('scorm_scoes_value')} t join ${table('scorm_attempt')} a on a.id = t.attemptid
    join ${table('scorm_element')} e on e.id = t.elementid`,
  userid: sql`a.userid`,
  scormid: sql`a.scormid`,
  attempt: sql`a.attempt`,
  element: sql`e.element`,
}

export const TRACK_TABLES = [...Object.keys(IN_ONE_TABLE.tables), ...Object.keys(IN_THREE_TABLES.tables)]

export function tracksOf(schema: Schema): Tracks {
  return schema.has('scorm_scoes_value') ? IN_THREE_TABLES : IN_ONE_TABLE
}
