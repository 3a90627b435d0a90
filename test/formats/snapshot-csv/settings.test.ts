import { expect, test } from 'vitest'
import { readSettings } from '../../../src/formats/snapshot-csv/settings.ts'
import { refusalOf } from '../../support/read-file.ts'
import { LIST_GUARD_DEFAULTS } from '../guard-defaults.ts'

test('settings have the defaults of the reference page', () => {
  expect(readSettings({})).toMatchObject({
    kind: 'users',
    matchField: 'uniqueid',
    createUsers: true,
    updateUsers: true,
    missingUsers: 'keep',
    missingAmong: {},
    reactivateReturning: true,
    emptyFields: 'ignore',
    allowDuplicateEmails: false,
    removalThresholdPercent: 20,
    removalThresholdCount: null,
    removalThresholdMinPopulation: 100,
    ...LIST_GUARD_DEFAULTS,
    dryRun: false,
    encoding: 'utf-8',
    separator: ',',
    userFile: 'user.csv',
  })
})

test.each([
  [{ missingUsers: 'hide' }, 'RB-8003', 'missingUsers'],
  [{ missingAmong: { username: 'ann' } }, 'RB-8003', 'missingAmong.username'],
  [{ missingAmong: { "profile_field_a'b": 'x' } }, 'RB-8003', "missingAmong.profile_field_a'b"],
  [{ kind: 'courses' }, 'RB-8003', 'kind'],
  [{ matchField: ' ' }, 'RB-8003', 'matchField'],
  [{ matchField: 'rollbook_line' }, 'RB-8003', 'matchField'],
  [{ removalThresholdPercent: 101 }, 'RB-8003', 'removalThresholdPercent'],
  [{ removalThresholdCount: -1 }, 'RB-8003', 'removalThresholdCount'],
  [{ onThreshold: 'hold' }, 'RB-8003', 'onThreshold'],
  [{ courseFile: 'course.csv' }, 'RB-8003', 'courseFile'],
  [{ encoding: 'utf-99' }, 'RB-8003', 'encoding'],
  [{ missingUser: 'keep' }, 'RB-8002', 'missingUser'],
  [{ link: true }, 'RB-8001', 'link'],
])('settings that do not exist are refused: %j', async (raw, code, field) => {
  expect(await refusalOf(() => readSettings(raw))).toMatchObject({ code, field })
})

test.each(['holdFile', 'holdRemovals', 'skipRemovals'])('onThreshold may be %s', (onThreshold) => {
  expect(readSettings({ onThreshold }).onThreshold).toBe(onThreshold)
})
