import type { ErrorCode } from '../../domain/errors/catalogue.ts'
import type { Finding } from '../../domain/finding.ts'
import type { Listed, Version } from './vocabulary.ts'

/** Lines kept of each broken rule. */
const MOST_LINES = 100

/** What a vendor should mend in a package, file by file. Plain data: this is also its form as JSON. */
export interface ConformanceReport {
  /** Null when the manifest does not say. */
  readonly version: Version | null
  /** Why the package as a whole cannot be told apart. */
  readonly refusal: Finding | null
  readonly files: readonly FileReport[]
}

export interface FileReport {
  readonly name: string
  readonly mode: Listed
  /** Null when the file is missing or cannot be read to its end. */
  readonly rows: number | null
  readonly isImported: boolean
  readonly broken: readonly BrokenRule[]
}

/** What an import does: it refuses the package, or the row, or takes it all the same. */
export type Effect = 'package' | 'row' | 'none'

/** One rule, broken in one column of one file. */
export interface BrokenRule {
  readonly code: ErrorCode
  readonly field: string | null
  readonly effect: Effect
  readonly count: number
  /** The first ones; empty when the rule is about the file. */
  readonly lines: readonly number[]
  /** Of the first time. */
  readonly message: string
}

/** Gathers what is broken in one file. Memory is bounded by rules and columns, whatever the number of rows. */
export class BrokenRules {
  readonly #rules = new Map<string, BrokenRule & { count: number; lines: number[] }>()

  add({ code, field, message }: Finding, effect: Effect, line?: number): void {
    const key = `${code} ${field ?? ''}`
    const rule = this.#rules.get(key) ?? { code, field: field ?? null, effect, count: 0, lines: [], message }
    this.#rules.set(key, rule)
    rule.count++
    if (line !== undefined && rule.lines.length < MOST_LINES) rule.lines.push(line)
  }

  /** In the order in which they were first broken. */
  list(): BrokenRule[] {
    return [...this.#rules.values()]
  }
}

const EFFECTS = { package: 'the package is refused', row: 'the row is refused', none: 'taken all the same' }

/** The report for people. */
export function reportText({ version, refusal, files }: ConformanceReport): string {
  const head = version === null ? 'OneRoster package' : `OneRoster ${version} package`
  if (refusal !== null) return `${head}: refused\n  ${refusal.code} ${refusal.message}\n`
  const paragraphs = files.map(({ name, mode, rows, isImported, broken }) => {
    const size = rows === null ? 'not read' : `${rows} rows`
    const title = `${name}: ${mode}, ${size}${isImported ? '' : ', not imported'}`
    return [title, ...broken.flatMap(ruleLines)].join('\n')
  })
  return `${[head, ...paragraphs].join('\n\n')}\n`
}

function ruleLines({ code, field, effect, count, lines, message }: BrokenRule): string[] {
  const where = field === null ? '' : ` ${field}`
  const title = `  ${code}${where}: ${count === 1 ? 'once' : `${count} times`}, ${EFFECTS[effect]}`
  const rest = count > lines.length ? ` … and ${count - lines.length} more` : ''
  return [title, `    ${message}`, ...(lines.length === 0 ? [] : [`    lines ${lines.join(', ')}${rest}`])]
}
