import { describe, expect, test } from 'vitest'
import { allSettings, checkSettings } from '../../../src/outbound/define.ts'
import { deliveryPlan } from '../../../src/outbound/delivery/destinations.ts'
import { refused } from '../../support/refused.ts'

const check = async (settings: object) => checkSettings('completion', 'contract', settings)

describe('the times of an export', () => {
  test('are two o’clock, four, half past four and five', () => {
    expect(allSettings('contract', {})).toMatchObject({
      startAt: '02:00',
      warnAt: ['04:00', '04:30'],
      deliverBy: '05:00',
    })
  })

  test.each([
    { startAt: '00:00', warnAt: [], deliverBy: '00:01' },
    { startAt: '22:00', warnAt: ['23:00'], deliverBy: '23:59' },
    // The default ones to warn at need not be between them.
    { deliverBy: '03:00' },
    { startAt: '04:15' },
  ])('may be %j', async (settings) => {
    await check(settings)
  })

  test.each([
    [{ startAt: '05:00' }, 'RB-7127', 'startAt', 'before 05:00 (deliverBy)'],
    [{ deliverBy: '01:59' }, 'RB-7127', 'startAt', 'before 01:59 (deliverBy)'],
    [
      { warnAt: ['04:00', '05:00'] },
      'RB-7127',
      'warnAt',
      'after 02:00 (startAt) and before 05:00 (deliverBy)',
    ],
    [{ warnAt: ['02:00'] }, 'RB-7127', 'warnAt', 'after 02:00 (startAt)'],
    [{ startAt: '2:00' }, 'RB-8003', 'startAt', 'a time from 00:00 to 23:59'],
    [{ startAt: '24:00' }, 'RB-8003', 'startAt', 'a time from 00:00 to 23:59'],
    [{ warnAt: '04:00' }, 'RB-8003', 'warnAt', 'a list'],
    [{ warnAt: ['soon'] }, 'RB-8003', 'warnAt.0', 'a time from 00:00 to 23:59'],
    [{ warnAt: Array.from({ length: 11 }, () => '04:00') }, 'RB-8003', 'warnAt', 'at most 10 of them'],
  ])('may not be %j: %s', async (settings, code, field, accepted) => {
    const finding = await refused(check(settings))
    expect(finding).toMatchObject({ code, field, message: expect.stringContaining(accepted) })
  })
})

test('the deadline of a delivery is the end of the gap where clocks leave it out', () => {
  const settings = { timeZone: 'America/New_York', startAt: '01:00', deliverBy: '02:30' }
  const file = { kind: 'window', date: '2026-03-08', reissuedAt: null } as const
  const deadline = deliveryPlan({ layout: 'contract', settings }).deadlineOf(file)
  expect(deadline).toBe(Date.parse('2026-03-08T07:00:00Z'))
})
