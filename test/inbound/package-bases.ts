/** Well-made files that arrive together, and how they are read. The tests damage one of them. */
export interface PackageBase {
  readonly name: string
  readonly format: 'ims-enterprise' | 'oneroster-csv'
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[]
  readonly settings: object
}

const PERSONS = `  <person recstatus="1">
    <sourcedid><source>SIS</source><id>101</id></sourcedid>
    <userid authenticationtype="ldap">asmith</userid>
    <name><n><family>Smith</family><given>Zoë &amp; Co</given></n></name>
    <email>asmith@example.org</email>
    <adr><locality>Leeds</locality><country>GB</country></adr>
  </person>
  <person>
    <sourcedid sourcedidtype="Old"><source>SIS</source><id>1020</id></sourcedid>
    <sourcedid><source>SIS</source><id>102</id></sourcedid>
    <userid>bjones</userid>
    <name><n><family><![CDATA[Jones <Jr.>]]></family><given>Zoë</given></n></name>
  </person>
  <person recstatus="2"><sourcedid><source>SIS</source><id>101</id></sourcedid><userid>asmith2</userid></person>
  <person recstatus="3"><sourcedid><source>SIS</source><id>102</id></sourcedid></person>
`

const GROUPS = `  <group>
    <sourcedid><source>SIS</source><id>BIO-1</id></sourcedid>
    <description><short>BIO1</short><long>Biology</long><full>Biology for all</full></description>
    <org><orgunit>Science|S</orgunit><orgunit>Life|L</orgunit></org>
  </group>
  <group recstatus="2"><sourcedid><source>SIS</source><id>BIO-1</id></sourcedid>
    <description><short>BIO2</short></description></group>
  <group recstatus="3"><sourcedid><source>SIS</source><id>CHEM-1</id></sourcedid></group>
`

const MEMBERSHIPS = `  <membership>
    <sourcedid><source>SIS</source><id>BIO-1</id></sourcedid>
    <member>
      <sourcedid><source>SIS</source><id>101</id></sourcedid><idtype>1</idtype>
      <role roletype="01"><status>1</status>
        <timeframe><begin restrict="1">2026-01-02</begin><end restrict="1">2026-12-31</end></timeframe>
        <extension><cohort>red team</cohort></extension>
      </role>
      <role roletype="02" recstatus="3"><status>1</status></role>
    </member>
    <member><sourcedid><source>SIS</source><id>102</id></sourcedid><idtype>2</idtype><role roletype="Learner"/></member>
    <member><sourcedid><source>SIS</source><id>101</id></sourcedid><role roletype="01"><status>0</status></role></member>
  </membership>
`

const ALL_ON = {
  createNewUsers: true,
  updateUsers: true,
  deleteUsers: true,
  createNewCourses: true,
  updateCourses: true,
  createNewCategories: true,
  nestedCategories: true,
  unenrol: true,
}

const UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>'

function enterprise(declaration: string, ...parts: readonly string[]): string {
  return `${declaration}\n<enterprise>\n  <properties><target>LMS</target></properties>\n${parts.join('')}</enterprise>\n`
}

function ims(
  name: string,
  text: string,
  encoding: 'utf8' | 'utf16le' | 'latin1',
  settings: object,
): PackageBase {
  const files = [{ name: 'sis.xml', content: Buffer.from(text, encoding) }]
  return { name, format: 'ims-enterprise', files, settings: { ...ALL_ON, ...settings } }
}

const TABLES: Readonly<Record<string, readonly string[]>> = {
  orgs: [
    'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
    'd1,,,District,district,,',
    's1,,,"School, the first",school,S,d1',
  ],
  academicSessions: [
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
    'y1,,,Year,schoolYear,2025-09-01,2026-07-01,,2026',
    't1,,,Term,term,2025-09-01,2026-01-31,y1,2026',
  ],
  courses: [
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
    'co1,,,y1,Biology,BIO,"09,10",s1,,',
  ],
  classes: [
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
    'cl1,,,Biology 9A,09,co1,9A,scheduled,,s1,"t1,y1",,,',
    'cl2,,,Homeroom,,co1,,homeroom,,s1,t1,,,',
  ],
  users: [
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
    'u1,,,true,"s1,d1",student,ASmith,{LDAP:1},Zoë,Smith,,,asmith@example.org,,,,09,',
    'u2,,,FALSE,s1,teacher,bjones,,Bob,"Jones ""B""",,,,,,,,',
    'u3,,,true,s1,parent,cwhite,,Carol,White,,,cwhite@example.org,,,u1,,Secret-1',
  ],
  enrollments: [
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    'e1,,,cl1,s1,u1,student,,2025-09-01,2026-01-31',
    'e2,,,cl1,s1,u2,teacher,true,,',
    'e3,,,cl2,s1,u3,administrator,,,',
  ],
}

function oneroster(name: string, mode: 'bulk' | 'delta', settings: object, end = '\n'): PackageBase {
  const manifest = [
    'propertyName,value',
    'manifest.version,1.0',
    'oneroster.version,1.1',
    ...Object.keys(TABLES).map((table) => `file.${table},${mode}`),
  ]
  const file = (table: string, lines: readonly string[]) => ({
    name: `${table}.csv`,
    content: Buffer.from(lines.join(end) + end),
  })
  const tables = Object.entries(TABLES).map(([table, [header = '', ...rows]]) =>
    file(table, [header, ...(mode === 'bulk' ? rows : rows.map(changed))]),
  )
  return { name, format: 'oneroster-csv', files: [file('manifest', manifest), ...tables], settings }
}

/** A row of a delta: every second one is withdrawn. */
function changed(row: string, index: number): string {
  return row.replace(',,', index % 2 === 0 ? ',active,2026-01-01' : ',tobedeleted,2026-01-01')
}

/** IMS Enterprise in several encodings and orders, and OneRoster packages of both modes. */
export const PACKAGE_BASES: readonly PackageBase[] = [
  ims('ims', enterprise(UTF_8, PERSONS, GROUPS, MEMBERSHIPS), 'utf8', {}),
  oneroster('bulk', 'bulk', {}),
  ims('ims-backwards', enterprise(UTF_8, MEMBERSHIPS, GROUPS, PERSONS).replaceAll('\n', '\r\n'), 'utf8', {
    unenrolAction: 'suspendNoRoles',
    categoryIdNumber: true,
    categorySeparator: '|',
  }),
  oneroster(
    'bulk-crlf',
    'bulk',
    { courseShortname: 'classCode', emptyCells: 'erase', eraseToken: '#' },
    '\r\n',
  ),
  ims(
    'ims-utf16',
    `\ufeff${enterprise('<?xml version="1.0"?>', PERSONS, GROUPS, MEMBERSHIPS)}`,
    'utf16le',
    {},
  ),
  oneroster('delta', 'delta', {}),
  ims(
    'ims-latin',
    enterprise('<?xml version="1.0" encoding="ISO-8859-1"?>', PERSONS, MEMBERSHIPS),
    'latin1',
    {
      sourcedIdFallback: true,
      restrictTarget: 'lms',
    },
  ),
]
