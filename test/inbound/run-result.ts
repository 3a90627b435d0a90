import type { Finding } from '../../src/domain/finding.ts'
import { OUTCOMES, type OutcomeWord } from '../../src/domain/outcome.ts'
import type { TestHub } from './test-hub.ts'

/** A run as its tables tell it. */
export interface RunResult {
  readonly state: string
  readonly finding: Finding | null
  readonly files: readonly { name: string; state: string; records: number; finding: Finding | null }[]
  readonly log: readonly LoggedRecord[]
}

export interface LoggedRecord {
  readonly file: number
  readonly line: number
  readonly outcome: OutcomeWord
  readonly code: string | null
  /** Of the note, when the message says more than the code. */
  readonly field?: string | null
  readonly value?: string | null
}

export async function resultOf({ hub, defaults }: TestHub, runId: number): Promise<RunResult> {
  return hub.store.asOrganisation(defaults.organisationId, async ({ db }) => {
    const run = await db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirstOrThrow()
    const files = await db
      .selectFrom('run_file')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('file_no')
      .execute()
    const blocks = await db
      .selectFrom('run_log_block')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('file_no')
      .orderBy('first')
      .execute()
    const notes = await db.selectFrom('run_log_note').selectAll().where('run_id', '=', runId).execute()
    const noteAt = new Map(notes.map((note) => [`${note.file_no}:${note.record}`, note]))
    return {
      state: run.state,
      finding: run.finding as Finding | null,
      files: files.map(({ name, state, records, finding }) => ({
        name,
        state,
        records,
        finding: finding as Finding | null,
      })),
      log: blocks.flatMap((block) =>
        block.lines.map((line, at): LoggedRecord => {
          const note = noteAt.get(`${block.file_no}:${block.first + at + 1}`)
          return {
            file: block.file_no,
            line,
            outcome: OUTCOMES[block.outcomes[at]!]!,
            code: block.codes[at] === 0 ? null : `RB-${block.codes[at]}`,
            ...(note !== undefined && { field: note.field, value: note.value }),
          }
        }),
      ),
    }
  })
}

/** Outcome words, in the order of the log. */
export function outcomes({ log }: RunResult): OutcomeWord[] {
  return log.map(({ outcome }) => outcome)
}
