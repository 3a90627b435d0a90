export const FLAGS: readonly string[]
export function environment(root: string): NodeJS.ProcessEnv
