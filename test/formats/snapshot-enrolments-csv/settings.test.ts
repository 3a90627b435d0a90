import { expect, test } from 'vitest'
import { readSettings } from '../../../src/formats/snapshot-enrolments-csv/settings.ts'
import { refusalOf } from '../../support/read-file.ts'
import { LIST_GUARD_DEFAULTS } from '../guard-defaults.ts'

test('settings have the defaults of the reference page', () => {
  expect(readSettings({})).toEqual({
    matchField: 'uniqueid',
    courseField: 'course',
    defaultRole: 'student',
    missingEnrolments: 'keep',
    missingScope: 'feed',
    reactivateReturning: true,
    emptyFields: 'ignore',
    eraseToken: '',
    removalThresholdPercent: 20,
    removalThresholdCount: null,
    removalThresholdMinPopulation: 100,
    ...LIST_GUARD_DEFAULTS,
    waitFor: '0',
    dryRun: false,
    encoding: 'utf-8',
    separator: ',',
    importPath: '/datahub/dhimport_version1',
    userFile: '',
    courseFile: '',
    enrolmentFile: 'enroll.csv',
    packageFile: 'EnrolmentUpload*',
    logPath: '',
    logEmailRecipients: '',
  })
})

test.each([
  [{ missingEnrolments: 'delete' }, 'RB-8003', 'missingEnrolments'],
  [{ missingScope: 'site' }, 'RB-8003', 'missingScope'],
  [{ courseField: ' ' }, 'RB-8003', 'courseField'],
  [{ defaultRole: '' }, 'RB-8003', 'defaultRole'],
  [{ userFile: 'user.csv' }, 'RB-8003', 'userFile'],
  [{ missingUsers: 'keep' }, 'RB-8001', 'missingUsers'],
  [{ missingEnrolment: 'keep' }, 'RB-8002', 'missingEnrolment'],
])('settings that do not exist are refused: %j', async (raw, code, field) => {
  expect(await refusalOf(() => readSettings(raw))).toMatchObject({ code, field })
})
