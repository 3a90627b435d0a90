import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../../src/formats/format.ts'
import { formatNamed } from '../../src/formats/registry.ts'
import { bytesFile } from '../support/bytes-file.ts'

/** How many records of a file, at most, its format says to remove something. */
async function mayRemove(
  format: string,
  content: string,
  settings: object = {},
): Promise<(number | undefined)[]> {
  const known = formatNamed(format)
  const file: SourceFile = bytesFile(content)
  const parsed = known.settings(settings)
  const parts = await known.inspectAll?.([file], parsed)
  if (parts !== undefined) return parts.map(({ inspection }) => inspection!.mayRemove)
  return [(await known.inspect(file, parsed)).mayRemove]
}

describe('the first look at a file counts what may remove something', () => {
  test.each([
    ['datahub-csv', 'action,username\ncreate,ann\ndelete,bob\n"delete",eve\n', [2]],
    ['datahub-csv', 'action,username,lastname\ncreate,ann,deleted\n', [1]],
    ['datahub-csv', 'action,username\ncreate,ann\n', [0]],
    ['datahub-csv', 'action,username,suspended\nupdate,ann,1\n', [undefined]],
    ['moodle-flatfile', 'add,student,1,C1\ndel,student,2,C1\n"DEL","student","3","C1"\n', [2]],
    ['moodle-upload-users', 'username,deleted,suspended\nann,0,0\nbob,1,\neve,0,1\n', [2]],
    ['moodle-upload-courses', 'shortname,fullname,delete\nA,A,1\nB,B,0\n', [1]],
    ['moodle-groups', 'groupname,coursename\nRed,C1\n', [0]],
    ['moodle-cohorts', 'name,idnumber\nA,1\n', [0]],
    [
      'ims-enterprise',
      `<enterprise>
         <person recstatus="3"><sourcedid><id>1</id></sourcedid></person>
         <person><sourcedid><id>2</id></sourcedid></person>
         <membership><sourcedid><id>C</id></sourcedid>
           <member><sourcedid><id>1</id></sourcedid><role roletype="01"><status>0</status></role></member>
           <member><sourcedid><id>2</id></sourcedid><role roletype="01"><status>1</status></role></member>
         </membership>
       </enterprise>`,
      [1, 1],
    ],
    ['snapshot-enrolments-csv', 'uniqueid,course\n1,delete\n', [0]],
    ['snapshot-csv', 'username,email,firstname,lastname,uniqueid\na,a@x.org,A,B,delete\n', [0]],
  ])('%s', async (format, content, expected) => {
    expect(await mayRemove(format, content)).toEqual(expected)
  })
})
