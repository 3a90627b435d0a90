import { RollbookError } from '../../../src/domain/finding.ts'

const MOST_STOPS = 30

/** Goes on with a run whenever the site's trouble stopped it, as somebody would by hand. Gives how often it was stopped. */
export async function throughTrouble(goOn: () => Promise<unknown>): Promise<number> {
  for (let stops = 0; ; stops++) {
    try {
      await goOn()
      return stops
    } catch (error) {
      const isTrouble = error instanceof RollbookError && error.finding.code.startsWith('RB-90')
      if (stops === MOST_STOPS || !isTrouble) throw error
    }
  }
}
