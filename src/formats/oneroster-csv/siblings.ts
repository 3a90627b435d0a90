import type { SourceFile } from '../format.ts'
import { Catalogue } from './catalogue.ts'
import { goodRows } from './good-rows.ts'
import { OrgTree } from './org.ts'
import { type ListedTable, openPackage } from './package.ts'
import type { Row } from './row.ts'
import { scanTable } from './scan-table.ts'
import { Sessions } from './session.ts'
import { columnsOf, type TableName } from './tables.ts'
import type { Version } from './vocabulary.ts'

/** Reads, from the other files of a package, what no site knows. */
export class Siblings {
  readonly #version: Version
  readonly #tables: readonly ListedTable[]

  private constructor(version: Version, tables: readonly ListedTable[]) {
    this.#version = version
    this.#tables = tables
  }

  /** Throws as `openPackage` does. */
  static async of(files: readonly SourceFile[]): Promise<Siblings> {
    const { manifest, tables } = await openPackage(files)
    return new Siblings(manifest.version, tables)
  }

  async orgs(): Promise<OrgTree> {
    const tree = new OrgTree()
    for await (const row of this.#rows('orgs')) tree.add(row)
    return tree
  }

  async sessions(): Promise<Sessions> {
    const sessions = new Sessions(this.#isWhole('academicSessions'))
    for await (const row of this.#rows('academicSessions')) sessions.add(row)
    sessions.settle()
    return sessions
  }

  async courses(sessions: Sessions): Promise<Catalogue> {
    const catalogue = new Catalogue(this.#isWhole('courses'))
    for await (const row of this.#rows('courses')) catalogue.add(row, sessions)
    return catalogue
  }

  #isWhole(name: TableName): boolean {
    return this.#table(name)?.mode === 'bulk'
  }

  #table(name: TableName): ListedTable | undefined {
    return this.#tables.find((table) => table.name === name)
  }

  async *#rows(name: TableName): AsyncGenerator<Row> {
    const table = this.#table(name)
    if (table === undefined) return
    const columns = columnsOf(this.#version, name)!
    const { mode, source } = table
    const { doubled } = await scanTable(source, columns, mode)
    yield* goodRows(source, columns, { mode, version: this.#version, doubled })
  }
}
