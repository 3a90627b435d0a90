import type { CommandWords, OptionWords } from './words.ts'

/** For each shell, what makes its script. */
export const SHELLS = { bash, zsh, fish } as const

export type Shell = keyof typeof SHELLS

/** Finds the command among the words typed so far, then offers what may follow; files where nothing else does. */
function bash(commands: readonly CommandWords[]): string {
  const values = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const offer =
          choices.length === 0 ? 'compgen -f -- "$current"' : `compgen -W ${lines(choices)} -- "$current"`
        return `    ${flags.map((flag) => quoted(`${path}:${flag}`)).join('|')}) COMPREPLY=($(${offer})); return ;;`
      }),
  )
  const words = commands.map(
    ({ path, subcommands, options }) =>
      `    ${quoted(path)}) words=${lines([...subcommands.map(({ name }) => name), ...flagsOf(options)])} ;;`,
  )
  return `# bash completion for rollbook
_rollbook() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' word words=''
  local IFS=$'\\n'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${command:+$command }$word" in
${pathCases(commands, (path) => `command=${quoted(path)}`)}
    esac
  done
  case "$command:$previous" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ "$current" != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _rollbook rollbook
`
}

function zsh(commands: readonly CommandWords[]): string {
  const described = ({ subcommands, options }: CommandWords) => [
    ...subcommands.map(({ name, meaning }) => `${name}:${meaning}`),
    ...options.flatMap(({ flags, meaning }) => flags.map((flag) => `${flag}:${meaning}`)),
  ]
  const words = commands.map(
    (command) => `    ${quoted(command.path)}) offered=(${described(command).map(quoted).join(' ')}) ;;`,
  )
  return `#compdef rollbook
_rollbook() {
  local command='' word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${command:+$command }$word" in
${pathCases(commands, (path) => `command=${quoted(path)}`)}
    esac
  done
  case "$command" in
${words.join('\n')}
  esac
  _describe 'rollbook' offered
  _files
}
compdef _rollbook rollbook
`
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ path, subcommands, options }) => {
    const condition = conditionOf(
      path,
      subcommands.map(({ name }) => name),
    )
    return [
      ...subcommands.map(
        ({ name, meaning }) =>
          `complete -c rollbook -f ${condition} -a ${quoted(name)} -d ${quoted(meaning)}`,
      ),
      ...options.map((option) => `complete -c rollbook ${condition} ${fishOption(option)}`),
    ]
  })
  return `# fish completion for rollbook\n${lines.join('\n')}\n`
}

function conditionOf(path: string, subcommands: readonly string[]): string {
  const seen = path.split(' ').filter((word) => word !== '')
  const not = subcommands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${subcommands.join(' ')}`]
  const conditions = [...seen.map((word) => `__fish_seen_subcommand_from ${word}`), ...not]
  return conditions.length === 0 ? '' : `-n ${quoted(conditions.join('; and '))}`
}

function fishOption({ flags, meaning, takesValue, choices }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : ''
  return `${names.join(' ')}${value} -d ${quoted(meaning)}`
}

function pathCases(commands: readonly CommandWords[], then: (path: string) => string): string {
  return commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => `      ${quoted(path)}) ${then(path)} ;;`)
    .join('\n')
}

function flagsOf(options: readonly OptionWords[]): string[] {
  return options.flatMap(({ flags }) => flags)
}

/** Words for `compgen`, which splits them at line breaks, so that names of files may hold blanks. */
function lines(words: readonly string[]): string {
  return `$'${words.join(String.raw`\n`)}'`
}

/** Within single quotes a shell reads nothing but the closing one. fish reads `\\` and `\'`, of which there are none. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
