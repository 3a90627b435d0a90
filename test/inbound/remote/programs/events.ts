import { writeSync } from 'node:fs'
import type { MoodleWs } from '../../../../src/transport/moodle-ws/client.ts'

/** The places at which a program of the tests can be killed. It says `event` at each, and `halted` where it is to halt. */
export class Events {
  #halt: number
  #happened = 0

  /** `halt`: the event before which the program halts, for ever; 0 for none. */
  constructor(halt: number) {
    this.#halt = halt
  }

  /** Counts from 0 again. */
  restart(halt: number): void {
    this.#halt = halt
    this.#happened = 0
  }

  readonly happen = (): void => {
    if (++this.#happened === this.#halt) {
      this.say('halted')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    }
    this.say('event')
  }

  /** Not by console.log, which may still be on its way when the process is killed. */
  say(word: string): void {
    writeSync(1, `${word}\n`)
  }

  /** A client with an event before and after each call that writes. */
  around(ws: MoodleWs): MoodleWs {
    return {
      ...ws,
      call: async (name, parameters) => {
        this.happen()
        const result = await ws.call(name, parameters)
        this.happen()
        return result
      },
    }
  }
}
