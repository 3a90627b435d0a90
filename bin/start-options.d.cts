/** @param command the first word of the command line, if there is one */
export function flags(environment: NodeJS.ProcessEnv, command: string | undefined): readonly string[]
export function environment(root: string): NodeJS.ProcessEnv
