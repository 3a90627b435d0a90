import * as z from 'zod'

/** What an empty cell says: nothing, or that what is stored be taken away. */
const EMPTY_CELLS = ['leave', 'erase'] as const

const eraseToken = z
  .string()
  .refine((token) => token === token.trim(), { error: 'a text without outer spaces, such as [erase]' })
  .default('')

/**
 * Settings for the three states of a cell: a column that is absent says nothing; an empty cell says what `emptyCells`
 * makes of it; the `eraseToken` takes away what is stored, and refuses the record (RB-2019) where a value must stay.
 */
export function cellSettings(emptyCells: (typeof EMPTY_CELLS)[number]) {
  return { emptyCells: z.enum(EMPTY_CELLS).default(emptyCells), ...TOKEN_SETTING }
}

/** For formats that have a word of their own for empty cells. Empty: no cell is a token. */
export const TOKEN_SETTING = { eraseToken }

export interface CellSettings {
  readonly emptyCells: (typeof EMPTY_CELLS)[number]
  readonly eraseToken: string
}

/** Is it the token? An empty cell never is. */
export function isEraseToken(cell: string, { eraseToken }: Pick<CellSettings, 'eraseToken'>): boolean {
  return eraseToken !== '' && cell === eraseToken
}

/** Does the cell, empty or the token, take away what is stored? */
export function isErasing(cell: string, settings: CellSettings): boolean {
  return cell === '' ? settings.emptyCells === 'erase' : isEraseToken(cell, settings)
}
