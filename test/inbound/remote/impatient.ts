import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'

/** A client that waits so many times less than it would until things have settled. */
export function impatient(ws: MoodleWs, timesFaster: number): MoodleWs {
  return { ...ws, chance: { ...ws.chance, sleep: (ms) => ws.chance.sleep(ms / timesFaster) } }
}
