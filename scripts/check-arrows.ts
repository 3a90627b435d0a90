/**
 * Keeps the arrows between the rooms of `src/`: `node scripts/check-arrows.ts [FOLDER]` prints each import or call
 * that breaks them as file:line and exits with 1 if there is any.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { DOMAIN_PACKAGES, MAY_IMPORT, OUTSIDE_CODE, OUTSIDE_MODULES, PURE_ROOMS } from './arrows/rooms.ts'
import { lineAt, scan } from './arrows/scan.ts'

export interface Breach {
  /** Path below the folder, with forward slashes. */
  readonly file: string
  readonly line: number
  readonly message: string
}

export function checkArrows(folder: string): Breach[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return files.sort().flatMap((name) => checkFile(folder, name.replaceAll(sep, '/')))
}

function checkFile(folder: string, file: string): Breach[] {
  const source = readFileSync(join(folder, file), 'utf8')
  const { code, imports } = scan(source)
  const room = roomOf(file)
  if (room === null) return [{ file, line: 1, message: `is in no room; the rooms are ${rooms()}` }]
  const found: { at: number; message: string }[] = []
  for (const { specifier, at } of imports) {
    const message = specifier.startsWith('.')
      ? checkRoom(room, relative(folder, resolve(folder, dirname(file), specifier)).replaceAll(sep, '/'))
      : checkModule(file, room, specifier)
    if (message !== null) found.push({ at, message })
  }
  if (isPure(room)) {
    for (const { code: pattern, name } of OUTSIDE_CODE) {
      for (const match of code.matchAll(pattern)) {
        found.push({
          at: match.index,
          message: `${room} has no database, network, clock or chance, but uses ${name}`,
        })
      }
    }
  }
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, message }) => ({ file, line: lineAt(source, at), message }))
}

function checkRoom(room: string, target: string): string | null {
  const allowed = [top(room), ...MAY_IMPORT[room]!]
  if (allowed.includes(top(target))) return null
  return `${room} may import ${allowed.join(', ')}, but imports ${target}`
}

function checkModule(file: string, room: string, specifier: string): string | null {
  if (room === 'domain' && DOMAIN_PACKAGES[specifier] !== file) {
    return `domain imports nothing but itself, but imports ${specifier}`
  }
  const outside = OUTSIDE_MODULES.find(({ module }) => module.test(specifier))
  if (!isPure(room) || outside === undefined) return null
  if (outside.except.some((folder) => file.startsWith(`${folder}/`))) return null
  return `${room} has no database, network, clock or chance, but imports ${specifier}`
}

/** The longest entry of the table that the path lies in. */
function roomOf(path: string): string | null {
  const fitting = Object.keys(MAY_IMPORT).filter((room) => path.startsWith(`${room}/`))
  return fitting.sort((a, b) => b.length - a.length)[0] ?? null
}

function isPure(room: string): boolean {
  return PURE_ROOMS.includes(top(room))
}

function top(path: string): string {
  return path.split('/')[0]!
}

function rooms(): string {
  return Object.keys(MAY_IMPORT).join(', ')
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'src')
  const breaches = checkArrows(folder)
  for (const { file, line, message } of breaches)
    console.error(`${join(relative('', folder), file)}:${line}: ${message}`)
  process.exitCode = breaches.length === 0 ? 0 : 1
}
