/** Names under which clients upload before they rename. The hub takes no notice of such files. */
const TEMPORARY =
  /^\.|~$|\.(?:part|partial|filepart|tmp|temp|crdownload|upload|uploading|lftp-pget-status|swp)$/i
const ANSWER = /\.check\.(?:json|csv)$/i

export function isTemporaryUpload(name: string): boolean {
  return TEMPORARY.test(name)
}

/** Answers to what lies in `check/`, by the name of the file. */
export function checkAnswerNames(name: string): { readonly json: string; readonly csv: string } {
  return { json: `${name}.check.json`, csv: `${name}.check.csv` }
}

export function isCheckAnswer(name: string): boolean {
  return ANSWER.test(name)
}

/** Receipts of what lies in `inbox/`: named after the time of its arrival, so that each arrival has its own. */
export function receiptNames(
  name: string,
  modifiedAt: number,
): { readonly json: string; readonly csv: string } {
  const dated = datedName(name, modifiedAt)
  return { json: `${dated}.receipt.json`, csv: `${dated}.receipt.csv` }
}

/** `20260901T143005123Z-users.csv`: in the order of the times. */
export function datedName(name: string, modifiedAt: number): string {
  return `${new Date(modifiedAt).toISOString().replace(/[^\dTZ]/g, '')}-${name}`
}
