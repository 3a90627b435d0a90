import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'moodle-database.md')

/**
 * The statements that the documentation gives for an account: those that always hold, those for imports, and those for SCORM up to Moodle 4.2. Of
 * others the tables are not on the sample site.
 */
export function documentedRights(
  heading: 'On PostgreSQL' | 'On MySQL and MariaDB',
  password: string,
): string {
  const page = readFileSync(PAGE, 'utf8')
  const section = page.split(/^### /m).find((text) => text.startsWith(`${heading}\n`))!
  const blocks = [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, block]) => block!)
  return blocks.slice(0, 3).join('\n').replace('choose one', password)
}
