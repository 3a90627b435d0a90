/**
 * One step of the benchmark of exports in a process of its own: `node bench/export-child.ts JOB`, with DATABASE_URL for a
 * server. Writes an `ExportMeasured` as JSON. The clock runs while files are published, or while COPY writes them.
 */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { openHub } from '../src/cli/open-hub.ts'
import { ensureDefaults } from '../src/config/first-setup.ts'
import { addExport } from '../src/outbound/define.ts'
import type { OutboundHub } from '../src/outbound/hub.ts'
import { runOrganisations } from '../src/outbound/run-organisations.ts'
import type { Store } from '../src/store/store.ts'

export interface ExportJob {
  readonly dataFolder: string
  readonly rows: number
  readonly organisations: number
}

export interface ExportMeasured {
  readonly seconds: number
  /** Highest resident memory of the whole process, in units of a million bytes. */
  readonly peakMB: number
  readonly rows: number
}

type Done = Pick<ExportMeasured, 'rows' | 'seconds'>

const NOTHING: Done = { rows: 0, seconds: 0 }

type Step = ExportJob & { readonly step: 'make' | 'publish' | 'bare' }

/** People each of whom completes this many courses. */
const COURSES_EACH = 10
const DAY = '2026-03-25'
const RUN_AT = Date.parse('2026-03-26T02:30:00Z')

const AS_CSV = '(format csv, header, force_quote *)'

const job = JSON.parse(process.argv[2]!) as Step
process.stdout.write(JSON.stringify(await measure(job)))

async function measure({ step, ...given }: Step): Promise<ExportMeasured> {
  const { dataFolder } = given
  await using opened = await openHub({ dataFolder, databaseUrl: process.env['DATABASE_URL'] })
  const hub: OutboundHub = { ...opened, now: () => RUN_AT }
  const { siteId } = await ensureDefaults(hub.store)
  if (step === 'make') await make(hub.store, siteId, given)
  const done = step === 'publish' ? await publish(hub) : step === 'bare' ? await bare(hub, siteId) : NOTHING
  return { ...done, peakMB: (process.resourceUsage().maxRSS * 1024) / 1e6 }
}

/** People in turn of the organisations, and what they completed through the day. */
async function make(store: Store, siteId: number, { rows, organisations }: ExportJob): Promise<void> {
  const people = Math.ceil(rows / COURSES_EACH)
  await store.asHouse(async ({ db }) => {
    await sql`insert into site_user (site_id, id, username, email, idnumber, firstname, lastname, city, country, auth, lang,
        timezone, theme, description, institution, department, maildigest, autosubscribe, trackforums, suspended,
        force_password_change, password_hash, profile)
      select ${siteId}, i, 'user' || i, 'user' || i || '@example.org', 'N' || i, 'Ann', 'Lee', 'Leeds', 'GB', 'manual',
        'en', 'UTC', '', '', 'School ' || (i % ${organisations}), '', 0, true, false, false, false, '', '{}'
      from generate_series(1, ${people}) i`.execute(db)
    await sql`insert into site_course (site_id, id, category_id, shortname, fullname, idnumber, summary, format,
        numsections, startdate, enddate, newsitems, showgrades, showreports, visible, maxbytes, lang, theme, manual_enrol,
        guest_enabled, guest_password)
      select ${siteId}, i, 1, 'C' || i, 'Course number ' || i, '', '', 'topics', 0, '2024-01-01', '', 0, true, false, true,
        0, '', '', true, null, '' from generate_series(1, ${COURSES_EACH}) i`.execute(db)
    await sql`insert into site_course_completion (site_id, user_id, course_id, time)
      select ${siteId}, 1 + i / ${COURSES_EACH}, 1 + i % ${COURSES_EACH},
        ${`${DAY}T00:00:00Z`}::timestamptz + make_interval(secs => i % 86400)
      from generate_series(0, ${rows - 1}) i`.execute(db)
  })
  // As the imports do that bring them.
  await store.tidy()
  for (let at = 0; at < organisations; at++) {
    const organisationId = await store.asHouse(async ({ db }) => {
      const { id } = await db
        .insertInto('organisation')
        .values({ name: `school-${at}`, title: `School ${at}` })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('site_share')
        .values({ organisation_id: id, site_id: siteId, field: 'institution', equals: `School ${at}` })
        .execute()
      return id
    })
    await store.asOrganisation(organisationId, (tx) =>
      addExport(tx, organisationId, { name: 'completions', dataset: 'completion', siteId }),
    )
  }
}

async function publish(hub: OutboundHub): Promise<Done> {
  const began = performance.now()
  const ids = (await schools(hub.store)).map(({ id }) => id)
  let rows = 0
  for (const ran of await runOrganisations(hub, ids)) {
    if (ran.status === 'rejected') throw ran.reason
    const [result] = ran.value
    if (result!.finding !== null) throw new Error(result!.finding.message)
    rows += result!.files[0]!.counts.rows
  }
  return { rows, seconds: (performance.now() - began) / 1000 }
}

/** The same rows, in their order and with every value in quotes, as the database spells them itself. */
async function bare({ store, dataFolder }: OutboundHub, siteId: number): Promise<Done> {
  const began = performance.now()
  const url = process.env['DATABASE_URL']
  const copies = url === undefined ? copiesInside(store) : await copiesFromServer(url, dataFolder)
  for (const { title } of await schools(store)) {
    await copies.copy(`select u.username, u.idnumber, to_char(a.time, 'YYYY-MM-DD') as "Date", c.fullname
      from site_course_completion a
      join site_user u on u.site_id = a.site_id and u.id = a.user_id and not u.deleted
      join site_course c on c.site_id = a.site_id and c.id = a.course_id
      where a.site_id = ${siteId} and a.time >= '${DAY}T00:00:00Z' and a.time < '${DAY}T24:00:00Z'
        and u.institution = '${title}'
      order by a.time, u.username, c.fullname`)
  }
  await copies.end()
  const seconds = (performance.now() - began) / 1000
  return { rows: await copies.rows(), seconds }
}

interface Copies {
  copy(query: string): Promise<void>
  end(): Promise<void>
  /** How many were written. */
  rows(): Promise<number>
}

/** PGlite writes into a file system of its own, in memory. */
function copiesInside(store: Store): Copies {
  const paths: string[] = []
  return {
    async copy(query) {
      const path = `/tmp/bare-${paths.length}.csv`
      await store.asHouse(({ db }) => sql.raw(`copy (${query}) to '${path}' ${AS_CSV}`).execute(db))
      paths.push(path)
    },
    end: async () => undefined,
    async rows() {
      const { rows } = await store.asHouse(({ db }) =>
        sql<{ lines: number }>`
          select sum(length(text) - length(replace(text, chr(10), '')))::bigint as lines
          from unnest(${paths}::text[]) path, pg_read_file(path) text`.execute(db),
      )
      return rows[0]!.lines - paths.length
    },
  }
}

/** A server sends the rows, and they are written into a file here. */
async function copiesFromServer(connectionString: string, dataFolder: string): Promise<Copies> {
  await mkdir(dataFolder, { recursive: true })
  const file = createWriteStream(join(dataFolder, 'bare.csv'))
  const client = new pg.Client({ connectionString })
  await client.connect()
  let rows = 0
  return {
    copy(query) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const copy = new pg.Query(`copy (${query}) to stdout ${AS_CSV}`)
      Object.assign(copy, {
        handleCopyData: ({ chunk }: { chunk: Buffer }) => void file.write(chunk),
        handleCommandComplete: ({ text }: { text: string }) => {
          rows += Number(text.split(' ')[1])
        },
        handleReadyForQuery: () => resolve(),
        handleError: reject,
      })
      client.query(copy)
      return promise
    },
    async end() {
      await client.end()
      await new Promise((ended) => file.end(ended))
    },
    rows: async () => rows,
  }
}

function schools(store: Store): Promise<{ id: number; title: string }[]> {
  return store.asHouse(({ db }) =>
    db
      .selectFrom('organisation')
      .select(['id', 'title'])
      .where('name', 'like', 'school-%')
      .orderBy('id')
      .execute(),
  )
}
