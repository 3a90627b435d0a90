import type { MoodleWs } from '../../../src/transport/moodle-ws/client.ts'

/** A client that waits a thousandth of what it would until things have settled. */
export function impatient(ws: MoodleWs): MoodleWs {
  return { ...ws, chance: { ...ws.chance, sleep: (ms) => ws.chance.sleep(ms / 1000) } }
}
