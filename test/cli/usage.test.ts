import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Argument, Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { wordsOf } from '../../src/cli/completion/words.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { cli, cliJson, nowhere, ROOT } from './cli.ts'

/** Every command, by what is typed for it. */
function commands(): { path: string; command: Command }[] {
  const below = (command: Command, path: string): { path: string; command: Command }[] =>
    command.commands.flatMap((sub) => {
      const own = `${path} ${sub.name()}`.trim()
      return [{ path: own, command: sub }, ...below(sub, own)]
    })
  return below(buildProgram(), '')
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (text) => {
      help += text
    },
  })
  command.outputHelp()
  return help
}

describe('every command', () => {
  test.each(commands())('$path says what it does and has an example of itself', ({ path, command }) => {
    const help = helpOf(command)
    expect(command.description()).toMatch(/^[A-Z].+\.$/s)
    expect(help).toMatch(new RegExp(`^Example:\\n {2}\\$ (?:.* \\| )?rollbook ${path}\\b.*\\n {2}\\S.+`, 'm'))
    for (const option of [...command.options, ...command.registeredArguments]) {
      expect(option.description, `${path} ${option.name()}`).not.toBe('')
    }
  })

  test('stands in the reference with the same options, and the reference names no other', () => {
    const page = readFileSync(join(ROOT, 'docs', 'reference', 'cli.md'), 'utf8')
    const sections = page.split(/^### /m).slice(1)
    const told = sections.map((section) => [
      section.match(/^`rollbook (.+)`\n/)?.[1],
      [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]),
    ])
    const known = commands().map(({ path, command }) => {
      const usage = [path, ...command.registeredArguments.map(humanReadable)].join(' ')
      return [usage, command.options.map(({ flags }) => flags)]
    })
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known))
  })
})

/** As the usage of commander's help has it. */
function humanReadable(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${word}>` : `[${word}]`
}

describe('the program', () => {
  test('tells its version, and shows every command in its help', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
    expect(await cli(nowhere(), '--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
    const { status, stdout } = await cli(nowhere(), '--help')
    expect(status).toBe(0)
    for (const { name } of wordsOf(buildProgram())[0]!.subcommands)
      expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'))
  })

  test('refuses a command that there is not, and names the one that is meant', async () => {
    const { status, stdout, stderr } = await cli(nowhere(), 'imprt')
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^RB-8201 .*imprt.*import/)
    const asJson = await cliJson(nowhere(), 'imprt')
    expect(asJson).toMatchObject({ status: 1, document: { error: { code: 'RB-8201' } } })
  })

  test.each([
    [['runs', '--limit', 'many'], 'RB-8201'],
    [['run', '0'], 'RB-8201'],
    [['runs', '--no-such-option'], 'RB-8201'],
    [['import', '--kind', 'person', 'a.csv'], 'RB-8201'],
    [['run'], 'RB-8201'],
    [['runs'], 'RB-8204'],
    [['check', '--set', 'separator', 'a.csv'], 'RB-8207'],
    [['check', '--settings', 'README.md', 'a.csv'], 'RB-8206'],
    [['check', '--set', 'seperator=detect', 'a.csv'], 'RB-8002'],
  ])('refuses %j with %s', async (args, code) => {
    expect(await cliJson(nowhere(), ...args)).toMatchObject({ status: 1, document: { error: { code } } })
  })
})
