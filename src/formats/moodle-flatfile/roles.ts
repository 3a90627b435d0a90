import { type Finding, finding } from '../../domain/finding.ts'

/** Which role a name of the file stands for (moodle-csv.md 1.2). */
export interface RoleNames {
  /** The role's short name; null: the name cannot be used. */
  shortnameOf(name: string): string | null
  /** Two roles have one alias. */
  readonly warnings: readonly Finding[]
}

/**
 * Lays aliases over short names, all without case: an alias takes the place of its role's short name, which then stands
 * for nothing unless it is another role's alias. Of two roles with one alias the first wins.
 */
export function roleNames(aliases: Readonly<Record<string, string>>): RoleNames {
  const renamed = new Set(Object.keys(aliases).map((shortname) => shortname.toLowerCase()))
  const shortnames = new Map<string, string>()
  const warnings: Finding[] = []
  for (const [shortname, written] of Object.entries(aliases)) {
    const alias = written.trim().toLowerCase()
    if (alias === '') continue
    const first = shortnames.get(alias)
    if (first === undefined) shortnames.set(alias, shortname)
    else warnings.push(finding('RB-1311', { field: 'roleAliases', value: written, first, second: shortname }))
  }
  return {
    warnings,
    shortnameOf(name) {
      const folded = name.toLowerCase()
      return shortnames.get(folded) ?? (renamed.has(folded) ? null : folded)
    },
  }
}
