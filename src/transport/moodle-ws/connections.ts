import { type MoodleWs, moodleWs } from './client.ts'
import type { WsSettings } from './settings.ts'

/** Gives the one client of a site in this process: it holds the pace of calls, and what was learned of limits. */
export type MoodleConnections = (settings: WsSettings) => MoodleWs

/** Throws what `moodleWs` throws: RB-9001 to RB-9003. */
export function moodleConnections(): MoodleConnections {
  const known = new Map<string, MoodleWs>()
  return (settings) => {
    const key = JSON.stringify([settings.url, settings.token, settings.allowHttp ?? false])
    const ws = known.get(key) ?? moodleWs(settings)
    known.set(key, ws)
    return ws
  }
}
