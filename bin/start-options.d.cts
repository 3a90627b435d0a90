export function flags(environment: NodeJS.ProcessEnv): readonly string[]
export function environment(root: string): NodeJS.ProcessEnv
