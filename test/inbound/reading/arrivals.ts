import type { SourceFile } from '../../../src/formats/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'
import { MUTANT_BASES } from '../mutant-bases.ts'
import { PACKAGE_BASES } from '../package-bases.ts'

/** Files that arrive together, and how they are read. */
export interface ReadArrival {
  readonly name: string
  readonly format: string
  readonly files: readonly SourceFile[]
  readonly settings: object
}

function one(format: string, content: string, settings: object = {}): ReadArrival {
  return { name: format, format, files: [bytesFile(content)], settings }
}

/** Of every format, with records that are refused. */
export const ARRIVALS: readonly ReadArrival[] = [
  ...MUTANT_BASES.map(({ name, kind, bytes, settings }) => ({
    name,
    format: 'datahub-csv',
    files: [bytesFile(bytes, kind)],
    settings,
  })),
  ...PACKAGE_BASES.map(({ name, format, files, settings }) => ({
    name,
    format,
    files: files.map((file) => bytesFile(file.content, undefined, undefined, file.name)),
    settings,
  })),
  one('moodle-flatfile', 'add,student,1,C1\ndel,student,2,C1\nadd,student,3\n"DEL","student","3","C1",5,x\n'),
  one(
    'moodle-upload-users',
    'username,firstname,lastname,email,course1,role1,profile_field_x,deleted\nann,A,B,a@x.org,C1,student,1,0\nbob,,,,,,,1\n,,,,,,,\n',
  ),
  one('moodle-upload-courses', 'shortname,fullname,category,delete\nA,"A\nB",1,\nB,B,1,1\n,C,1,\n'),
  one('moodle-groups', 'groupname,coursename\nRed,C1\n,C1\n'),
  one('moodle-cohorts', 'name,idnumber,contextid\nA,1,1\n,2,\n'),
  one(
    'snapshot-csv',
    'username,email,firstname,lastname,uniqueid,active\na,a@x.org,A,B,1,1\nb,b@x.org,B,C,2,0\n,,,,,\n',
  ),
  one(
    'snapshot-enrolments-csv',
    'uniqueid,course,role,begin,end,group\n1,BIO,student,2026-01-02,,Red\n,BIO,,,,\n',
  ),
  one(
    'activity-csv',
    'user,course,quiz,attempt,state,score,passScore,timeFinish,time\nAnn,C1,Q,1,finished,7.5,5,2026-10-06T16:17:43Z,2026-10-06T16:17:43Z\n,C1,Q,1,finished,7.5,5,,\n',
    { dataset: 'quiz' },
  ),
]
