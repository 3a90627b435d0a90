import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomes, resultOf } from './run-result.ts'
import { anotherOrganisation, importFiles, type TestHub, testHub } from './test-hub.ts'

let home: TestHub & AsyncDisposable
beforeAll(async () => {
  home = await testHub()
})
afterAll(() => home[Symbol.asyncDispose]())
describe('x', () => {
  test('waits and comes', async () => {
    const own = { hub: home.hub, defaults: await anotherOrganisation(home.hub.store, 'x') }
    const enrol = {
      name: 'enroll.csv',
      content: 'action,username,context,instance,role\ncreate,ann,course,BIO,student\n',
    }
    const users = {
      name: 'user.csv',
      content:
        'action,username,password,firstname,lastname,email,city\ncreate,ann,Passw0rd!x,A,B,a@example.org,Leeds\n',
    }
    const courses = {
      name: 'course.csv',
      content: 'action,shortname,fullname,category\ncreate,BIO,Biology,Science\n',
    }
    const s = { waitFor: '7d' }
    for (const f of [[enrol], [users], [courses]]) {
      const r = await resultOf(own, await importFiles(own, f, s))
      console.log(
        JSON.stringify(r.state),
        r.files.map((f) => f.name),
        outcomes(r),
        r.log,
      )
    }
    expect(1).toBe(1)
  })
})
