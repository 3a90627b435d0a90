import type { ActivityDataset, ActivityFacts } from '../domain/activity.ts'
import type { Tx } from '../store/store.ts'
import type { Candidate } from './candidate.ts'
import type { FileCounts } from './export-files.ts'
import { questionFor, type Reach, type Reading, reaches } from './file-plan.ts'
import { Gathered } from './gathered.ts'
import type { OutboundHub } from './hub.ts'
import { lastOfEach } from './last-of-each.ts'
import { askLedger, type News, openLedger } from './ledger.ts'
import { byOrder, type PackedRow, RowPacker, repacked } from './packed-row.ts'
import { packedRuns } from './packed-runs.ts'
import { RowMaker } from './row-maker.ts'
import { Sorter } from './sort/sorter.ts'
import { sortingFolder } from './sort/sorting-folder.ts'
import { Wanted } from './wanted.ts'

/** The rows of a file in their order, to be disposed of. */
export interface Selected extends AsyncDisposable {
  readonly counts: FileCounts
  sorted(): AsyncGenerator<PackedRow[]>
}

/**
 * Reads what a site tells and keeps what goes into a file: the organisation's people, the events that the file reaches,
 * and of these what the ledger does not know (outbound rules O-29 to O-37). One question to the ledger for some thousands.
 *
 * @param replaced a file that is built anew, whose rows count as undelivered
 * @param onBatch runs in the transaction of each question, for a sign of life; every few seconds where there is nothing to ask
 */
export async function selectRows(
  hub: OutboundHub,
  reading: Reading,
  reach: Reach,
  replaced: number | null,
  onBatch: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<Selected> {
  const { rules, settings, organisationId } = reading
  const once = rules.once(settings.only)
  const maker = new RowMaker(rules, settings)
  const packer = new RowPacker()
  const counts = { rows: 0, late: 0, corrected: 0, held: 0 }
  await using owned = new AsyncDisposableStack()
  const sorter = owned.use(new Sorter<PackedRow>(sortingFolder(hub), byOrder, { format: packedRuns }))
  const take = async ({ rows, held, news }: Asked): Promise<void> => {
    const said = await news
    const taken: PackedRow[] = []
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const what = said === null ? 'new' : said.get(index)
      const late = row.at < reach.window.from
      if (what === undefined || (what === 'new' && late && settings.lateRecords === 'ignore')) continue
      if (held.has(row)) {
        counts.held++
        continue
      }
      counts.rows++
      if (what === 'changed') counts.corrected++
      else if (late) counts.late++
      taken.push(row)
    }
    await sorter.add(taken.length < rows.length / 2 ? repacked(taken) : taken)
  }
  let before: Asked | null = null
  const hasEntries = await openLedger(hub.store, reading, onBatch)
  let signedAt = performance.now()
  const newsOf = async (rows: readonly PackedRow[]): Asked['news'] => {
    if (!hasEntries && performance.now() - signedAt < SIGN_EVERY_MS) return null
    signedAt = performance.now()
    return hub.store.asOrganisation(organisationId, async (tx) => {
      await onBatch(tx)
      return hasEntries ? askLedger(tx, reading, rows, once, replaced) : null
    })
  }
  const ask = async ({ rows, held }: Gathered): Promise<void> => {
    // While the database looks these up, the next are read. The answer is awaited, unless reading them fails.
    const news = newsOf(rows)
    news.catch(() => undefined)
    if (before !== null) await take(before)
    before = { rows, held, news }
  }
  const wanted = new Wanted(reading)
  let gathered = new Gathered()
  for await (const facts of factsOf(hub, reading, reach, wanted)) {
    await hub.turn?.()
    const candidates: Candidate[] = []
    for (const fact of facts) {
      const row = wanted.has(fact) ? rules.row(fact, settings.only) : null
      if (row !== null && reaches(reach, row.at)) candidates.push(maker.candidate(fact, row))
    }
    gathered.add(facts.length, candidates, packer.pack(candidates))
    if (!gathered.isEnough) continue
    await ask(gathered)
    gathered = new Gathered()
  }
  if (gathered.rows.length > 0) await ask(gathered)
  if (before !== null) await take(before)
  const rest = owned.move()
  return { counts, sorted: () => sorter.sorted(), [Symbol.asyncDispose]: () => rest.disposeAsync() }
}

/** Of what has no question to give one. */
const SIGN_EVERY_MS = 5_000

/** Rows with the ledger's answer, which is under way. */
interface Asked extends Pick<Gathered, 'rows' | 'held'> {
  /** Null: all are new. */
  readonly news: Promise<ReadonlyMap<number, News> | null>
}

type Fact = ActivityFacts[ActivityDataset]

function factsOf(
  hub: OutboundHub,
  reading: Reading,
  reach: Reach,
  wanted: Wanted,
): AsyncIterable<readonly Fact[]> {
  const { rules, source } = reading
  const notice = reading.notices.ofQuestion((about) => wanted.has(about))
  const facts = source.activity(rules.dataset, { ...questionFor(reading, reach), notice })
  if (rules.later === undefined) return facts
  return lastOfEach(within(facts, reach.window.to), rules.later, sortingFolder(hub))
}

/** A site may tell more than it was asked; what came after the window must not hide what was in it. */
async function* within(facts: AsyncIterable<readonly Fact[]>, to: number): AsyncGenerator<Fact[]> {
  for await (const batch of facts) yield batch.filter(({ time }) => time < to)
}
