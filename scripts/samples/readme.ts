import type { Day } from './day-one.ts'
import { forWindows1252 } from './spreadsheet.ts'
import { type CsvStyle, cellsOf, csvLine, PLAIN_CSV, type Row, type Table, writeCsv } from './table.ts'

const FILES = ['user', 'course', 'enroll'] as const

/** The page that says what each sample file is and which line holds which mistake. */
export function writeReadme(first: Day, second: Day): string {
  return `# The sample university

\`\`\`
npm run demo
\`\`\`

imports both days, and what the students did on a day in October, and shows what became of them.

Fernhollow University does not exist, and neither does anybody in its files: all names, addresses, numbers and
passwords are made up. \`node scripts/make-samples.ts\` writes everything here, byte for byte the same each time; change
the program, not the files. The format is described in \`docs/reference/datahub-csv.md\`.

| file | what it is |
| --- | --- |
| \`site.json\` | what the site of the university has that a fresh one has not: name, zone, languages, profile fields of every type, roles |
| \`settings.json\` | settings of the feed for \`day-1\` and \`day-2\` |
| \`day-1/\` | the first day: everybody is new, every row is good. UTF-8, commas |
| \`day-2/\` | the next day: the full lists again, with changes, newcomers, leavers and mistakes |
| \`activity/\` | what students did on a day in October: SCORM attempts, sign-ups, quiz attempts, completions, pathways, grades; the format is described in \`docs/reference/activity-csv.md\` |
| \`spreadsheet/user.csv\` | the users of \`day-2\` as a spreadsheet program on Windows saves them: Windows-1252, semicolons, CRLF. People whose names that code page cannot write are left out, and so are the rows that are no proper CSV |
| \`spreadsheet/enroll.csv\` | the enrolments of \`day-2\` saved as "CSV UTF-8": byte order mark, commas, CRLF |
| \`spreadsheet/settings.json\` | the feed's settings for these two |

## How many

Leading zeros of id numbers count, and some values hold line breaks, so there are more lines than records. On the
second day, *as before* counts the rows that are letter for letter those of the first day.

| file | records | create | update | delete | as before | mistakes |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${countRows(first, second).join('\n')}

A row with a mistake is counted as a mistake only.

## The mistakes of the second day

Each is refused on its own and stops nothing else. The line is that on which the row starts; the header is line 1.

| file | line | in \`spreadsheet/\` | code | field | what is wrong |
| --- | ---: | ---: | --- | --- | --- |
${mistakeRows(second).join('\n')}
`
}

function countRows(first: Day, second: Day): string[] {
  return [
    ...FILES.map((file) => countRow(`day-1/${file}.csv`, first[file])),
    ...FILES.map((file) => countRow(`day-2/${file}.csv`, second[file], first[file])),
    countRow('spreadsheet/user.csv', forWindows1252(second.user), first.user),
    countRow('spreadsheet/enroll.csv', second.enroll, first.enroll),
  ]
}

function countRow(name: string, table: Table, before?: Table): string {
  const good = table.rows.filter((row) => row.mistake === undefined)
  const known = new Set(before?.rows.map((row) => textOf(row, before)))
  const actions = ['create', 'update', 'delete'].map(
    (action) => good.filter((row) => row.cells['action'] === action).length,
  )
  const same = good.filter((row) => known.has(textOf(row, table))).length
  const cells = [`\`${name}\``, table.rows.length, ...actions, same, table.rows.length - good.length]
  return `| ${cells.join(' | ')} |`
}

function mistakeRows(day: Day): string[] {
  const spreadsheet: Partial<Record<string, Table>> = { user: forWindows1252(day.user), enroll: day.enroll }
  return FILES.flatMap((file) => {
    const lines = linesOf(day[file])
    const saved = linesOf(spreadsheet[file])
    return [...lines].flatMap(([row, line]) => {
      if (row.mistake === undefined) return []
      const { code, field, about } = row.mistake
      const cells = [
        `\`${file}.csv\``,
        line,
        saved.get(row) ?? '',
        code,
        field === '' ? '' : `\`${field}\``,
        about,
      ]
      return [`| ${cells.join(' | ')} |`]
    })
  })
}

/** Line numbers are the same in every style: line breaks inside values do not change. */
function linesOf(table: Table | undefined, style: CsvStyle = PLAIN_CSV): Map<Row, number> {
  if (table === undefined) return new Map()
  const { lines } = writeCsv(table, style)
  return new Map(table.rows.map((row, at) => [row, lines[at]!]))
}

function textOf(row: Row, table: Table): string {
  return row.malformed ?? csvLine(cellsOf(row.cells, table.header), PLAIN_CSV)
}
