import { headerJudge } from '../moodle-csv/header.ts'
import { COLUMN_NAMES, columnNamed, plainName } from './columns.ts'

/** Judges the header of a file. Throws RollbookError RB-1041 and RB-1042. */
export const checkHeader = headerJudge({ needed: 'name', names: COLUMN_NAMES, plainName, columnNamed })
