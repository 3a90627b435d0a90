import { ACTIVITY_DATASETS } from '../../domain/activity.ts'
import type { DatabaseCheck } from '../../sites/moodle/database/check.ts'
import { factsText } from '../facts-text.ts'

/** What the database of a site tells, or what cannot be told without one. */
export function databaseText(check: DatabaseCheck | null): string {
  if (check === null) {
    return [
      '\nNo database is named, so exports of what learners did have nothing to read there: ',
      `${ACTIVITY_DATASETS.join(', ')}.\n`,
      'Add the site once more with --database, and it is.\n',
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
        ...site.datasets.map(
          ({ dataset, missing }) =>
            [
              dataset,
              missing.length === 0 ? 'can be read' : `no: ${missing.join(', ')} cannot be read`,
            ] as const,
        ),
      ],
      '  ',
    ),
  ].join('')
}
