import type { SourceFile } from '../../../src/formats/format.ts'
import { bytesFile } from '../../support/bytes-file.ts'

export const HEADERS: Readonly<Record<string, string>> = {
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  academicSessions:
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  courses:
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
  classes:
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  users:
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
  enrollments:
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
}

export const HEADERS_1_2: Readonly<Record<string, string>> = {
  ...HEADERS,
  users:
    'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
  roles:
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
}

/** Rows of a small school, good in every way. */
export const GOOD = {
  orgs: ['d1,,,Hill District,district,,', 's1,,,Hill School,school,,d1'],
  academicSessions: [
    't1,,,Autumn,term,2024-09-01,2025-01-01,,2025',
    't2,,,Spring,term,2025-01-01,2025-07-01,,2025',
  ],
  courses: ['co1,,,,Biology,BIO,,s1,,'],
  classes: ['cl1,,,Biology 7A,,co1,7A,scheduled,,s1,"t2,t1",,,'],
  users: ['u1,,,true,s1,student,Ann.One,,Ann,One,,,ann@example.org,,,,,'],
  enrollments: ['e1,,,cl1,s1,u1,student,,,'],
} as const

export interface PackageOptions {
  readonly version?: string
  /** Modes other than bulk, by table. */
  readonly modes?: Readonly<Record<string, string>>
  /** Lines of the manifest besides. */
  readonly manifest?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A package of tables given as rows without header; an empty list is a file with its header alone. */
export function packageOf(
  tables: Readonly<Record<string, readonly string[]>>,
  {
    version = '1.1',
    modes = {},
    manifest = [],
    headers = version === '1.2' ? HEADERS_1_2 : HEADERS,
  }: PackageOptions = {},
): SourceFile[] {
  const listed = Object.keys(tables).map((table) => `file.${table},${modes[table] ?? 'bulk'}`)
  const properties = [
    'propertyName,value',
    'manifest.version,1.0',
    `oneroster.version,${version}`,
    ...listed,
    ...manifest,
  ]
  return [
    textFile('manifest.csv', properties),
    ...Object.entries(tables).map(([table, rows]) => textFile(`${table}.csv`, [headers[table]!, ...rows])),
  ]
}

export function textFile(name: string, lines: readonly string[]): SourceFile {
  return bytesFile(lines.map((line) => `${line}\n`).join(''), undefined, 64, name)
}
