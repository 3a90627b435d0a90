import { htmlToText } from '../../src/domain/values/html-to-text.ts'
import type { Expectation, ObjectKind } from './case-format.ts'
import { matches, nearestMiss, show } from './match.ts'
import type { SeenFile, SeenMail, SeenRecord, SeenRun } from './seen-run.ts'
import type { Seen, SeenSite } from './seen-site.ts'

/**
 * Compares what a case expects with what was seen (`conformance/README.md` section 4), in one run for each delivery; each
 * difference is a line.
 */
export function judge(expect: Expectation, runs: readonly SeenRun[], site: SeenSite): string[] {
  const run = { files: runs.flatMap(({ files }) => files), mails: runs.flatMap(({ mails }) => mails) }
  return [
    ...runs.flatMap(judgeRun),
    ...judgeRows(expect, run),
    ...judgeRefusal(expect, run),
    ...judgeState(expect, site),
    ...judgeSummary(expect, run),
    ...judgeMails(expect, run.mails),
  ]
}

type SeenFiles = Pick<SeenRun, 'files'>

/**
 * A run fails when none of its files could be taken; for any other reason it must not. One that is held has refused its
 * files until a person releases it or a newer file takes its place; one that only shows what it would do ends as
 * `planned`.
 */
function judgeRun({ state, message, files }: SeenRun): string[] {
  const taken = files.length === 0 || files.some(({ refusal }) => refusal === null)
  const expected = taken ? ['succeeded', 'planned'] : ['failed', 'held', 'cancelled']
  return expected.includes(state) ? [] : [`run: expected ${expected[0]}, seen ${state}: "${message}"`]
}

function judgeRows({ rows }: Expectation, run: SeenFiles): string[] {
  return rows.flatMap(({ file, line, outcome, mentions }) => {
    const record = fileNamed(run, file)?.records.get(line)
    const words = Array.isArray(outcome) ? outcome : [outcome]
    const expected = `${file} line ${line}: expected ${words.join(' or ')}`
    if (record === undefined) return [`${expected}, but ${whyNoRecord(run, file)}`]
    if (!words.includes(record.outcome)) return [`${expected}, seen ${told(record)}`]
    return unmentioned(mentions, record.message).map(
      (text) => `${file} line ${line}: expected a message that mentions ${show(text)}, seen ${told(record)}`,
    )
  })
}

function judgeRefusal({ fileRejected }: Expectation, run: SeenFiles): string[] {
  if (fileRejected === undefined) return []
  const seen = fileNamed(run, fileRejected.file) ?? refusedBy(run, fileRejected.file)
  const expected = `${fileRejected.file}: expected the file to be refused`
  if (seen === undefined) return [`${expected}, but the run has no such file`]
  if (seen.refusal === null) return [`${expected}, but it was taken: ${seen.records.size} records`]
  return unmentioned(fileRejected.mentions, seen.refusal).map(
    (text) => `${expected} with a message that mentions ${show(text)}, seen "${seen.refusal}"`,
  )
}

/** A file that was not sent is at fault in those that were: each of them is refused and names it. */
function refusedBy({ files }: SeenFiles, name: string): SeenFile | undefined {
  return files.every(({ refusal }) => refusal?.includes(name)) ? files[0] : undefined
}

function judgeState({ state, absent }: Expectation, site: SeenSite): string[] {
  const problems: string[] = []
  for (const kind of Object.keys(site) as ObjectKind[]) {
    for (const wanted of state[kind]) {
      const candidates = 'deleted' in wanted ? site[kind] : live(site[kind])
      if (candidates.some((candidate) => matches(wanted, candidate))) continue
      problems.push(`state.${kind}: expected ${show(wanted)}, seen ${nearestMiss(wanted, candidates)}`)
    }
    for (const unwanted of absent[kind]) {
      const found = live(site[kind]).find((candidate) => matches(unwanted, candidate))
      if (found !== undefined)
        problems.push(`absent.${kind}: expected none like ${show(unwanted)}, seen ${show(found)}`)
    }
  }
  return problems
}

function judgeSummary({ summary }: Expectation, run: SeenFiles): string[] {
  return Object.entries(summary).flatMap(([file, expected]) => {
    const records = [...(fileNamed(run, file)?.records.values() ?? [])]
    const failed = records.filter(({ outcome }) => outcome === 'rejected').length
    const seen = { total: records.length, succeeded: records.length - failed, failed }
    return matches(expected, seen)
      ? []
      : [`summary of ${file}: expected ${show(expected)}, seen ${show(seen)}`]
  })
}

/** All of the mails: each expected one is found, and none besides. */
function judgeMails({ emails }: Expectation, mails: readonly SeenMail[]): string[] {
  if (emails === undefined) return []
  const left = [...mails]
  const problems: string[] = []
  for (const expected of emails) {
    const at = left.findIndex((mail) => isMail(expected, mail))
    if (at === -1) problems.push(`emails: expected ${show(expected)}`)
    else left.splice(at, 1)
  }
  for (const mail of left) problems.push(`emails: seen besides ${show(mail)}`)
  return problems
}

function isMail(expected: NonNullable<Expectation['emails']>[number], mail: SeenMail): boolean {
  const { contains, ...head } = expected
  const text = htmlToText(mail.html)
  return matches(head, mail) && contains.every((part) => mail.html.includes(part) || text.includes(part))
}

function live(objects: readonly Seen[]): readonly Seen[] {
  return objects.filter((object) => object['deleted'] !== true)
}

function fileNamed(run: SeenFiles, name: string): SeenFile | undefined {
  return run.files.find((file) => file.name === name)
}

function whyNoRecord(run: SeenFiles, name: string): string {
  const file = fileNamed(run, name)
  if (file === undefined) return 'the run has no such file'
  if (file.refusal !== null) return `the file was refused: "${file.refusal}"`
  return `no record starts there; records start on ${[...file.records.keys()].join(', ') || 'no line'}`
}

/** Upper and lower case are the same (rule 3). */
function unmentioned(mentions: readonly string[], message: string): string[] {
  return mentions.filter((text) => !message.toLowerCase().includes(text.toLowerCase()))
}

function told({ outcome, message }: SeenRecord): string {
  return message === '' ? outcome : `${outcome}: "${message}"`
}
