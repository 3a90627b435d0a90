import { readFile } from 'node:fs/promises'
import { refusal } from '../domain/finding.ts'
import { fromEnvironment } from './with-hub.ts'

const ENTER = /[\r\n]/
const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
/** What the key sends, by terminal. */
const BACKSPACE = ['\u0008', '\u007f']

/** What is asked for, and where else it may come from. */
export interface Secret {
  /** Completes "No … was given". */
  readonly name: string
  /** That names the file. */
  readonly option: string
  /** Of the environment. */
  readonly variable: string
}

/**
 * A secret, from a file, from the environment, or from a person at the terminal, to whom it is not shown. Never from the
 * command line, where other people of the machine could read it.
 *
 * Throws RB-1001 for a file that cannot be read, RB-9073 when there is nobody to ask.
 */
export async function readSecret(file: string | undefined, secret: Secret): Promise<string> {
  const { name, option, variable } = secret
  if (file !== undefined) return (await textOf(file)).trim()
  const given = fromEnvironment(variable)
  if (given !== undefined) return given.trim()
  const typed = process.stdin.isTTY ? await ask(`${name.charAt(0).toUpperCase()}${name.slice(1)}: `) : ''
  if (typed === '') throw refusal('RB-9073', { value: name, option, variable })
  return typed
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
