import { describe, expect, test } from 'vitest'
import { RollbookError } from '../../../src/domain/finding.ts'
import { readSettings } from '../../../src/formats/oneroster-csv/settings.ts'
import { LIST_GUARD_DEFAULTS } from '../guard-defaults.ts'

function findingOf(raw: object) {
  try {
    readSettings(raw)
  } catch (error) {
    if (error instanceof RollbookError) return error.finding
    throw error
  }
  throw new Error('nothing was refused')
}

describe('the settings of OneRoster', () => {
  test('have the defaults of the reference', () => {
    expect(readSettings({})).toMatchObject({
      createUsers: true,
      updateUsers: true,
      createClasses: true,
      updateClasses: true,
      courseShortname: 'sourcedId',
      roleMap: {
        student: 'student',
        teacher: 'editingteacher',
        aide: 'teacher',
        proctor: 'teacher',
        administrator: null,
      },
      missingUsers: 'keep',
      missingEnrolments: 'keep',
      missingClasses: 'keep',
      deletedUsers: 'suspend',
      deletedEnrolments: 'unenrol',
      deletedClasses: 'hide',
      usePreferredNames: false,
      removalThresholdPercent: 20,
      removalThresholdCount: null,
      removalThresholdMinPopulation: 100,
      ...LIST_GUARD_DEFAULTS,
      dryRun: false,
    })
  })

  test('merge roles one by one', () => {
    const { roleMap } = readSettings({ roleMap: { administrator: 'manager', student: null } })
    expect(roleMap).toMatchObject({ administrator: 'manager', student: null, teacher: 'editingteacher' })
  })

  test('come out as they went in, so that they can be stored and read again', () => {
    const once = readSettings({ roleMap: { administrator: 'manager' } })
    expect(readSettings(once)).toEqual(once)
  })

  test.each([
    [{ deleteUsers: 'keep' }, 'RB-8002', 'deleteUsers'],
    [{ encoding: 'latin1' }, 'RB-8001', 'encoding'],
    [{ deletedClasses: 'delete' }, 'RB-8003', 'deletedClasses'],
    [{ createUsers: 'yes' }, 'RB-8003', 'createUsers'],
    [{ roleMap: { student: '' } }, 'RB-8003', 'roleMap.student'],
    [{ profileFields: { password: 'pw' } }, 'RB-8003', 'profileFields.password'],
    [{ profileFields: { shoe: 'size' } }, 'RB-8003', 'profileFields.shoe'],
    [{ profileFields: { grades: 'a b' } }, 'RB-8003', 'profileFields.grades'],
    [{ removalThresholdPercent: 101 }, 'RB-8003', 'removalThresholdPercent'],
    [{ removalThresholdCount: -1 }, 'RB-8003', 'removalThresholdCount'],
    [{ removalThresholdMinPopulation: 1.5 }, 'RB-8003', 'removalThresholdMinPopulation'],
    [{ userFile: 'user.csv' }, 'RB-8003', 'userFile'],
    [{ packageFile: '*-school-*.zip' }, 'RB-8003', 'packageFile'],
    [{ packageFile: '../*.zip' }, 'RB-8003', 'packageFile'],
  ])('refuse %j by %s', (raw, code, field) => {
    expect(findingOf(raw)).toMatchObject({ code, field })
  })
})
