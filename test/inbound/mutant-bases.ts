import type { FileKind } from '../../src/domain/action.ts'

/** A well-made file that the tests damage, and how it is sent. */
export interface MutantBase {
  readonly name: string
  readonly kind: FileKind
  readonly bytes: Uint8Array
  readonly settings: object
}

const USERS = [
  'action,username,password,firstname,lastname,email,city,user_idnumber,maildigest,profile_field_badge',
  'create,asmith,Passw0rd!x,Zoë,Smith,asmith@example.org,Leeds,,1,blue',
  'create,bjones,changeme,Bob,Jones,bjones@example.org,Malmö,,0,',
  'update,bjones,,Bobby,,bjones@example.org,Malmö,,2,red',
  'create,cwhite,Passw0rd!y,Carol,White,cwhite@example.org,York,,,',
  'update,,,Carla,,,,C300,,',
  'create,dgreen,Passw0rd!z,Dan,Green,dgreen@example.org,Ely,,9,blue',
  'update,asmith,,Zoë,Smythe,asmith@example.org,Leeds,,,green',
  'delete,cwhite,,,,,,,,',
  'disable,dgreen,,,,,,,,',
]

const QUOTED_USERS = [
  '"action","username","password","firstname","lastname","email","city","idnumber","description","country"',
  '"create","esmith","Passw0rd!x","Zoe","Smith, Jr.","esmith@example.org","Leeds","S1","<p>two\r\nlines</p>","GB"',
  '"update","esmith","","Bob ""Bobby""","","","","S2","","Sweden"',
  '"create","fjones","Passw0rd!x","李","Jones","fjones@example.org","Malmö","S3","👩🏽‍🎓","SE"',
  '"delete","esmith","","","","","","","",""',
]

const SECOND_USERS = [
  'useraction,username,password,firstname,lastname,email,city,idnumber,suspended,timezone',
  'create,gblack,Passw0rd!x,Gil,Black,gblack@example.org,Leeds,G1,0,Europe/London',
  'update,gblack,,Gill,,,,G1,1,',
  'update,gblack,,,,,,G2,0,99',
  'create,hblack,Passw0rd!x,Hal,Black,hblack@example.org,Leeds,G1,0,',
  'delete,gblack,,,,,,,,',
]

const COURSES = [
  'action,shortname,fullname,category,idnumber,summary,startdate,numsections,maxbytes,visible,guest,password',
  'create,HIST1,History 1,Arts/History,H-1,"<p>One</p>\n<p>Two</p>",Jan/02/2026,52,1048576,1,1,open',
  'create,HIST2,History 2,Arts/History,H-2,👩🏽‍🎓,Feb/29/2024,4,0,0,0,',
  'update,HIST1,History One,Arts/Hist\\/ory,,,Dec/31/2099,9,99999999,1,0,',
  'update,HIST2,,Science,H-1,,,,,,,',
  'create,HIST1,Again,Arts,,,,,,,,',
  'delete,HIST2,,,,,,,,,,',
  'delete,HIST9,,,,,,,,,,',
]

const SECOND_COURSES = [
  'courseaction,shortname,fullname,category,link',
  'create,MATH1,Maths 1,Science,BIO1',
  'create,MATH2,Maths 2,Science/Maths/Pure,MATH1',
  'update,MATH2,Mathematics,Science,',
  'delete,MATH1,,,',
]

const ENROLMENTS = [
  'action,username,context,instance,role,group,grouping,enrolmenttime,completetime,status',
  'create,ppeter,course,BIO1,student,Lab A,Labs,Jan/02/2026,Dec/31/2026,active',
  'create,rrosa,course,BIO1,editingteacher,,,,,',
  'create,rrosa,course,CHEM1,student,Lab A,,Jan/02/2099,Jan/01/2098,suspended',
  'update,ppeter,course,BIO1,,Lab B,Labs,Mar/03/9999,,suspended',
  'create,ppeter,system,,manager,,,,,',
  'create,rrosa,coursecat,Science,manager,,,,,',
  'create,rrosa,user,ppeter,manager,,,,,',
  'delete,ppeter,course,BIO1,student,,,,,',
  'delete,rrosa,system,,manager,,,,,',
]

const SECOND_ENROLMENTS = [
  'enrolmentaction;username;email;idnumber;context;instance;role',
  'create;ppeter;ppeter@example.org;P1;course;CHEM1;student',
  'create;;rrosa@example.org;;course;CHEM1;teacher',
  'delete;;;P1;course;CHEM1;student',
  'update;;;P1;course;BIO1;',
]

const MAILS = {
  newUserEmail: { enabled: true, subject: 'Welcome', template: 'Dear %%fullname%%' },
  newEnrolmentEmail: { enabled: true, from: 'teacher', subject: 'Enrolled', template: '%%course_fullname%%' },
}

/** Comes before any of the bases: the people, courses and categories that they take for granted. */
export const BEFORE_MUTANTS = [
  {
    name: 'people.csv',
    content: `action,username,password,firstname,lastname,email,city,idnumber
create,ppeter,Passw0rd!p,Peter,Pan,ppeter@example.org,Leeds,P1
create,rrosa,Passw0rd!r,Rosa,Red,rrosa@example.org,Leeds,R1
`,
  },
  {
    name: 'courses.csv',
    content: `action,shortname,fullname,category
create,BIO1,Biology,Science
create,CHEM1,Chemistry,Science
`,
  },
] as const

/** Users, courses and enrolments, both versions of the header, quoted and not, in several encodings. */
export const MUTANT_BASES: readonly MutantBase[] = [
  base('users', 'user', utf8(USERS, '\n'), MAILS),
  base('users-latin', 'user', latin1(USERS, '\r\n'), { encoding: 'windows-1252', createOrUpdate: true }),
  base('users-utf16', 'user', utf16(USERS, '\r\n'), { disableAction: 'suspend', identifyBy: ['username'] }),
  base('users-quoted', 'user', utf8(QUOTED_USERS, '\r\n'), {
    encoding: 'detect',
    allowDuplicateEmails: true,
  }),
  base('users-2', 'user', utf8(SECOND_USERS, '\n'), { ...MAILS, createOrUpdate: true }),
  base('courses', 'course', utf8(COURSES, '\n'), { isoDates: true }),
  base('courses-mark', 'course', utf8([`\ufeff${COURSES[0]}`, ...COURSES.slice(1)], '\r\n'), {
    createOrUpdate: true,
    separator: 'detect',
  }),
  base('courses-2', 'course', utf8(SECOND_COURSES, '\r\n'), {}),
  base('enrolments', 'enrolment', utf8(ENROLMENTS, '\n'), { ...MAILS, createGroupsAndGroupings: true }),
  base('enrolments-latin', 'enrolment', latin1(ENROLMENTS, '\n'), {
    encoding: 'detect',
    separator: 'detect',
    compatibility: { updateMayEnrol: true },
  }),
  base('enrolments-2', 'enrolment', utf8(SECOND_ENROLMENTS, '\r\n'), { separator: ';', ...MAILS }),
]

function base(name: string, kind: FileKind, bytes: Uint8Array, settings: object): MutantBase {
  return { name, kind, bytes, settings }
}

function utf8(lines: readonly string[], end: string): Uint8Array {
  return Buffer.from(lines.join(end) + end)
}

function latin1(lines: readonly string[], end: string): Uint8Array {
  return Buffer.from(lines.join(end), 'latin1')
}

function utf16(lines: readonly string[], end: string): Uint8Array {
  return Buffer.from(`\ufeff${lines.join(end)}${end}`, 'utf16le')
}
