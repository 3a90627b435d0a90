import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { moreFields } from '../../src/store/migrations/0014-more-fields.ts'
import { testStore } from '../support/engines.ts'

test('what was planned before there were further fields is carried out without any', async () => {
  const store = await testStore()
  await store.asHouse(async ({ db }) => {
    await sql`alter table site_user drop column more`.execute(db)
    await sql`alter table site_course drop column more`.execute(db)
    await sql`alter table site_group drop column password_hash`.execute(db)
    const user = { id: 1, username: 'ann' }
    const operations = [
      { kind: 'user', before: null, after: user, record: 0 },
      { kind: 'enrolment', before: { userId: 1 }, after: null, record: 1 },
      { kind: 'group', before: null, after: { id: 3 }, record: 2 },
      { kind: 'course', before: { id: 2 }, after: { id: 2, more: { tags: 'a' } }, record: 3 },
    ]
    await sql`insert into organisation (id, name, title) overriding system value values (900, 'o', 'o')`.execute(
      db,
    )
    await sql`insert into site (id, organisation_id, name, kind, facts) overriding system value values (900, 900, 's', 'moodle', '{}')`.execute(
      db,
    )
    await sql`insert into site_intent (site_id, organisation_id, run_id, file_no, first, worker, held, alive_at, chunk)
      values (900, 900, 1, 1, 0, gen_random_uuid(), true, now(), ${JSON.stringify({ first: 0, operations })}::jsonb)`.execute(
      db,
    )
    await sql`insert into plan_operation (organisation_id, run_id, id, file_no, line, kind, entity, before, after,
        chunk_first, record)
      values (900, 1, 1, 1, 2, 'user', '1', null, ${JSON.stringify(user)}::jsonb, 0, 0)`.execute(db)
    await moreFields.up(db)

    const intent = await sql<{ chunk: object }>`select chunk from site_intent where site_id = 900`.execute(db)
    expect(intent.rows[0]!.chunk).toEqual({
      first: 0,
      operations: [
        { ...operations[0], after: { ...user, more: {} } },
        operations[1],
        { ...operations[2], after: { id: 3, passwordHash: '' } },
        { ...operations[3], before: { id: 2, more: {} } },
      ],
    })
    const plan = await sql`select before, after from plan_operation where organisation_id = 900`.execute(db)
    expect(plan.rows).toEqual([{ before: null, after: { ...user, more: {} } }])
  })
  await store.close()
})
