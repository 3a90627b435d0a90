import { type Sql, sql, table } from '../../../transport/moodle-db/sql.ts'
import type { Tables } from './schema.ts'

export const ACTIVITY_MODULE_TABLES: Tables = {
  modules: ['id', 'name'],
  course_modules: ['module', 'instance', 'deletioninprogress'],
}

/** Holds unless somebody has deleted the activity and the site has not got round to removing it. */
export function notBeingDeleted(module: 'scorm' | 'quiz' | 'facetoface', instance: Sql): Sql {
  return sql`not exists (
    select 1 from ${table('course_modules')} cm join ${table('modules')} m on m.id = cm.module
    where m.name = ${module} and cm.instance = ${instance} and cm.deletioninprogress = 1)`
}
