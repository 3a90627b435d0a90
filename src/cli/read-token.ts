import { readFile } from 'node:fs/promises'
import { refusal } from '../domain/finding.ts'
import { fromEnvironment } from './with-hub.ts'

const ENTER = /[\r\n]/
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
/** What the key sends, by terminal. */
const BACKSPACE = ['\u0008', '\u007f']

/**
 * A secret, from a file, from the environment, or from a person at the terminal, to whom it is not shown. Never from the
 * command line, where other people of the machine could read it.
 *
 * Throws RB-1001 for a file that cannot be read, RB-9073 when there is nobody to ask.
 */
export async function readToken(
  file: string | undefined,
  variable: string,
  question: string,
): Promise<string> {
  if (file !== undefined) return (await textOf(file)).trim()
  const given = fromEnvironment(variable)
  if (given !== undefined) return given.trim()
  if (!process.stdin.isTTY) throw refusal('RB-9073')
  const token = await ask(question)
  if (token === '') throw refusal('RB-9073')
  return token
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw refusal('RB-1001', { file: path, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
}

async function ask(question: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  let typed = ''
  try {
    for await (const piece of stdin) {
      for (const sign of piece as string) {
        if (ENTER.test(sign) || sign === CTRL_D) return typed
        if (sign === CTRL_C) return ''
        typed = BACKSPACE.includes(sign) ? typed.slice(0, -1) : typed + sign
      }
    }
    return typed
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}
