import type { DatabaseCheck } from '../../sites/moodle/database/check.ts'
import { factsText } from '../facts-text.ts'
import type { DatasetWay } from './dataset-ways.ts'

/** What the database of a site tells, or what its web services tell where there is none. */
export function databaseText(check: DatabaseCheck | null, ways: readonly DatasetWay[]): string {
  const datasets = ways.map((one) => [one.dataset, wayText(one)] as const)
  if (check === null) {
    return [
      '\nNo database is named. What exports can have without one:\n',
      factsText(datasets, '  '),
      'Add the site once more with --database, and its database tells them.\n',
    ].join('')
  }
  const { host, prefix, site } = check
  if (site === null) return `\nThe database ${host} tells nothing.\n`
  return [
    `\nWhat its database tells (${host}, prefix "${prefix}"):\n`,
    factsText(
      [
        ['site', `${site.product} ${site.release}, schema ${site.version}`],
        ...(site.secondsBehind === null ? [] : [['a copy', `${site.secondsBehind} seconds behind`] as const]),
        ...datasets,
        ['imports', importsText(site.importsMiss)],
      ],
      '  ',
    ),
  ].join('')
}

function wayText({ way, missing, calls, leavesOut, why }: DatasetWay): string {
  if (way === null) return `no: ${why}`
  if (way === 'database') {
    return missing.length === 0 ? 'can be read' : `no: ${missing.join(', ')} cannot be read`
  }
  return missing.length === 0
    ? `by web services, ${calls}; without ${leavesOut}`
    : `no: the service of the token lacks ${missing.join(', ')}`
}

function importsText(missing: readonly string[]): string {
  return missing.length === 0
    ? 'people, enrolments and roles are looked up here'
    : `planned by web services alone: ${missing.join(', ')} cannot be read`
}
