/** How a file spells its records (outbound rules O-6 to O-12). */
export interface CsvProfile {
  readonly formulaCells: 'keep' | 'prefix'
  readonly lineBreaksInValues: 'keep' | 'space'
  readonly bom: boolean
  readonly lineEnding: 'CRLF' | 'LF'
}

export const LINE_ENDS: Readonly<Record<CsvProfile['lineEnding'], string>> = { CRLF: '\r\n', LF: '\n' }

export const BYTE_ORDER_MARK = '\ufeff'
