import { join } from 'node:path'
import { RollbookError } from '../../domain/finding.ts'
import type { SftpAccount } from '../../transport/sftp/host.ts'
import {
  checkAnswerNames,
  isCheckAnswer,
  isTemporaryUpload,
  receiptNames,
} from '../../transport/sftp/tree/names.ts'
import { folderStorage } from '../../transport/storage/folder.ts'
import { accountFolder } from '../../transport/storage/places.ts'
import { putWhole } from '../../transport/storage/put-whole.ts'
import { type Receipt, receiptFor, unreadReceipt } from './receipt.ts'

/** Answers to what accounts send: a receipt in `receipts/` for what lies in `inbox/`, one beside it in `check/`. */
export interface Answering {
  /** `path` as the account sees it, such as `/inbox/users.csv`. One file after the other is looked at. */
  arrived(account: SftpAccount, path: string): void
  /** Takes up what came in and was not answered before the last end. */
  catchUp(accounts: readonly SftpAccount[]): Promise<void>
  /** Until all is answered. */
  idle(): Promise<void>
}

export function answering(dataFolder: string, failed: (error: unknown) => void): Answering {
  let last: Promise<void> = Promise.resolve()
  const arrived = (account: SftpAccount, path: string): void => {
    last = last.then(() => answer(dataFolder, account, path.slice(1)).catch(failed))
  }
  return {
    arrived,
    async catchUp(accounts) {
      for (const account of accounts) {
        for (const path of await unanswered(dataFolder, account)) arrived(account, path)
      }
    },
    idle: () => last,
  }
}

async function answer(dataFolder: string, account: SftpAccount, path: string): Promise<void> {
  const folder = accountFolder(dataFolder, account.organisationId, account.id)
  const storage = folderStorage(folder)
  const found = await storage.stat(path)
  // Renamed or removed since: there is nobody to answer.
  if (found === null) return
  const { name, modifiedAt } = found
  const receipt = await lookAt(join(folder, ...path.split('/')), name, modifiedAt)
  const { json, csv } = namesFor(path, modifiedAt)
  await putWhole(storage, csv, [Buffer.from(receipt.csv)])
  await putWhole(storage, json, [Buffer.from(receipt.json)])
}

async function lookAt(place: string, name: string, receivedAt: number): Promise<Receipt> {
  try {
    return await receiptFor(place, name, receivedAt)
  } catch (error) {
    if (error instanceof RollbookError) return unreadReceipt(name, receivedAt, error)
    throw error
  }
}

async function unanswered(dataFolder: string, account: SftpAccount): Promise<string[]> {
  const storage = folderStorage(accountFolder(dataFolder, account.organisationId, account.id))
  const answers = new Set<string>()
  for (const folder of ['receipts', 'check']) {
    for await (const { name } of storage.list(folder)) answers.add(`${folder}/${name}`)
  }
  const paths: string[] = []
  for (const folder of ['inbox', 'check']) {
    for await (const { name, modifiedAt } of storage.list(folder)) {
      const path = `${folder}/${name}`
      if (isTemporaryUpload(name) || (folder === 'check' && isCheckAnswer(name))) continue
      // The JSON is written last: where it is, the answer is whole.
      if (!answers.has(namesFor(path, modifiedAt).json)) paths.push(`/${path}`)
    }
  }
  return paths
}

function namesFor(path: string, modifiedAt: number): { readonly json: string; readonly csv: string } {
  const [folder, name = ''] = path.split('/')
  const names = folder === 'check' ? checkAnswerNames(name) : receiptNames(name, modifiedAt)
  const into = folder === 'check' ? 'check' : 'receipts'
  return { json: `${into}/${names.json}`, csv: `${into}/${names.csv}` }
}
