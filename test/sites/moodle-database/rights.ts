import { describe, expect, test } from 'vitest'
import { checkDatabase, type DatabaseCheck } from '../../../src/sites/moodle/database/check.ts'
import { ask } from './ask.ts'
import { makeTable, type Run } from './made-site.ts'

/** The sample site, with accounts that may more or less. */
export interface RightsPlace {
  readonly run: Run
  /** Of somebody who may do everything. */
  readonly url: string
  /** Of the account that the documentation makes. */
  readonly documentedUrl: string
  /** Of the account `reader`, which may read every table of the site. */
  readonly readerUrl: string
}

const READABLE = ['scorm', 'quiz', 'completion', 'grade', 'user', 'course', 'enrolment']

/** What the sample was made without, and every site has. */
export async function makeSecrets(run: Run): Promise<void> {
  await makeTable(run, 'mdl_grade_settings', [{ id: 1, courseid: 2, name: 'x', value: '' }])
  await makeTable(run, 'mdl_external_tokens', [{ id: 1, token: 'secret', privatetoken: 'secret' }])
  await makeTable(run, 'mdl_tag', [{ id: 1, rawname: 'Chess' }])
  const tagged = { id: 1, tagid: 1, component: 'core', itemtype: 'user', itemid: 3, ordering: 0 }
  await makeTable(run, 'mdl_tag_instance', [tagged])
  await makeTable(run, 'mdl_sessions', [{ id: 1, sid: 'secret' }])
}

function check(url: string): Promise<DatabaseCheck> {
  return checkDatabase({ url, password: '', prefix: 'mdl_' })
}

function codes({ findings }: DatabaseCheck): string[] {
  return findings.map(({ code }) => code)
}

/** The same tests on either engine. */
export function rights(place: () => RightsPlace): void {
  describe('an account', () => {
    test('as the documentation makes it can read what is there, and nothing is to be said of it', async () => {
      const { site, findings } = await check(place().documentedUrl)
      expect(findings).toEqual([])
      expect(site).toMatchObject({
        product: 'Moodle',
        release: '4.1+ (Build: 20221229)',
        version: '2022112800.06',
      })
      expect(site!.importsMiss).toEqual([])
      const readable = site!.datasets.filter(({ missing }) => missing.length === 0)
      expect(readable.map(({ dataset }) => dataset)).toEqual(READABLE)
      expect(site!.datasets[1]).toMatchObject({
        dataset: 'face-to-face',
        missing: expect.arrayContaining(['facetoface']),
      })
      expect(await ask(place().documentedUrl, 'grade')).toEqual(await ask(place().url, 'grade'))
    })

    test('that can read secrets is warned of, until it has done what the warning says', async () => {
      const before = await check(place().readerUrl)
      expect(before.findings.map(({ code, value }) => [code, value])).toEqual([
        ['RB-9087', 'mdl_user.password, mdl_user.secret'],
        ['RB-9087', 'mdl_external_tokens.token, mdl_external_tokens.privatetoken'],
        ['RB-9087', 'mdl_sessions.sid'],
      ])
      for (const { message } of before.findings) {
        for (const statement of message.slice(message.indexOf(': ') + 2).split('; '))
          await place().run(statement)
      }
      const after = await check(place().readerUrl)
      expect(codes(after)).toEqual([])
      expect(after.site!.datasets.filter(({ missing }) => missing.length === 0)).toHaveLength(READABLE.length)
      expect(after.site!.importsMiss).toEqual([])
      expect((await ask(place().readerUrl, 'quiz', { accountFields: ['city'] })).length).toBeGreaterThan(0)
    })

    test('that can change the site is warned of', async () => {
      const { findings } = await check(place().url)
      expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['RB-9087', 'RB-9088']))
    })

    test('that may not sign in is told so, without its password', async () => {
      const url = new URL(place().readerUrl)
      url.password = 'Wr0ng-one'
      const { site, findings } = await check(url.href)
      expect(site).toBeNull()
      expect(findings.map(({ code }) => code)).toEqual(['RB-9082'])
      expect(JSON.stringify(findings)).not.toContain('Wr0ng-one')
    })
  })
}
