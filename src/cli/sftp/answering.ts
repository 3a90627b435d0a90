import { setTimeout as wait } from 'node:timers/promises'
import { RollbookError } from '../../domain/finding.ts'
import type { SftpAccount } from '../../transport/sftp/host.ts'
import {
  checkAnswerNames,
  isCheckAnswer,
  isTemporaryUpload,
  receiptNames,
} from '../../transport/sftp/tree/names.ts'
import type { AccountFiles, HubFiles } from '../../transport/storage/hub-files.ts'
import { putWhole } from '../../transport/storage/put-whole.ts'
import { isStorageFault } from '../../transport/storage/storage-fault.ts'
import { type Receipt, receiptFor, unreadReceipt } from './receipt.ts'

/** Answers to what accounts send: a receipt in `receipts/` for what lies in `inbox/`, one beside it in `check/`. */
export interface Answering {
  /** `path` as the account sees it, such as `/inbox/users.csv`. One file after the other is looked at. */
  arrived(account: SftpAccount, path: string): void
  /** Takes up what came in and was not answered before the last end. */
  catchUp(accounts: readonly SftpAccount[]): void
  /** Until all is answered. */
  idle(): Promise<void>
  /** The same, but not until object storage that is out of reach is there again: the next start answers the rest. */
  end(): Promise<void>
}

/** Object storage that is out of reach is asked again after this time. */
const ASK_AGAIN_MS = 30_000

export function answering(
  files: HubFiles,
  failed: (error: unknown) => void,
  askAgainMs: number = ASK_AGAIN_MS,
): Answering {
  const ended = new AbortController()
  let isOutOfReach = false
  let caughtUp: Promise<void> = Promise.resolve()
  let last: Promise<void> = Promise.resolve()
  const filesOf = ({ organisationId, id }: SftpAccount) => files.account(organisationId, id)
  /** Does it, and does it again as long as object storage is out of reach. What else fails is told. */
  const patiently = async (work: () => Promise<void>): Promise<void> => {
    while (!isOutOfReach || !ended.signal.aborted) {
      try {
        await work()
        isOutOfReach = false
        return
      } catch (error) {
        failed(error)
        isOutOfReach = isStorageFault(error)
        if (!isOutOfReach) return
      }
      await wait(askAgainMs, undefined, { signal: ended.signal }).catch(() => {})
    }
  }
  const arrived = (account: SftpAccount, path: string): void => {
    last = last.then(() => patiently(() => answer(filesOf(account), path.slice(1))))
  }
  const catchUpWith = async (accounts: readonly SftpAccount[]): Promise<void> => {
    for (const account of accounts) {
      if (ended.signal.aborted) return
      await patiently(async () => {
        for (const path of await unanswered(filesOf(account))) arrived(account, path)
      })
    }
  }
  const idle = async (): Promise<void> => {
    await caughtUp
    await last
  }
  return {
    arrived,
    catchUp(accounts) {
      caughtUp = catchUpWith(accounts)
    },
    idle,
    end() {
      ended.abort()
      return idle()
    },
  }
}

async function answer(files: AccountFiles, path: string): Promise<void> {
  const found = await files.own.stat(path)
  // Renamed or removed since: there is nobody to answer.
  if (found === null) return
  const { name, modifiedAt } = found
  const receipt = await files.onDisk(path, (place) => lookAt(place, name, modifiedAt))
  const { json, csv } = namesFor(path, modifiedAt)
  await putWhole(files.own, csv, [Buffer.from(receipt.csv)])
  await putWhole(files.own, json, [Buffer.from(receipt.json)])
}

async function lookAt(place: string, name: string, receivedAt: number): Promise<Receipt> {
  try {
    return await receiptFor(place, name, receivedAt)
  } catch (error) {
    if (error instanceof RollbookError) return unreadReceipt(name, receivedAt, error)
    throw error
  }
}

async function unanswered({ own }: AccountFiles): Promise<string[]> {
  const answers = new Set<string>()
  for (const folder of ['receipts', 'check']) {
    for await (const { name } of own.list(folder)) answers.add(`${folder}/${name}`)
  }
  const paths: string[] = []
  for (const folder of ['inbox', 'check']) {
    for await (const { name, modifiedAt } of own.list(folder)) {
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
