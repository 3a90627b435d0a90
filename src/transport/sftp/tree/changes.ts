import { refusal } from '../../../domain/finding.ts'
import type { SftpAccount } from '../host.ts'
import type { SftpLimits } from '../limits.ts'
import { OPEN } from '../protocol/constants.ts'
import { isCheckAnswer, isTemporaryUpload } from './names.ts'
import { canonical, placeOf } from './place.ts'
import type { AccountSpace } from './space.ts'
import { archive, beginUpload, type Upload } from './upload.ts'

/** Bytes of a name: receipts have longer ones. */
const MOST_NAME_BYTES = 150

/** What an account changes: it sends, renames and removes in `inbox/` and `check/`, and removes in `receipts/`. */
export interface Changes {
  /** Throws RB-7201 when the file should be there and is not, RB-7334 when it should not and is. */
  openToWrite(path: string, flags: number): Promise<Upload>
  /**
   * Gives whether the file has now arrived under a name for the hub. Throws RB-7201, RB-7333 for a file that is not
   * whole, RB-7334 when the name is taken and `replaces` is false.
   */
  rename(from: string, to: string, replaces: boolean): Promise<boolean>
  remove(path: string): Promise<void>
}

export function changesOf(account: SftpAccount, space: AccountSpace, limits: SftpLimits): Changes {
  const { own, partial, uploads } = space
  const written = (path: string): string => {
    const place = placeOf(path, account)
    const isTaken = place.area === 'inbox' || place.area === 'check'
    if (!isTaken || place.rest === '' || place.rest.includes('/')) {
      throw refusal('RB-7330', { value: canonical(path) })
    }
    const { area, rest } = place
    if (Buffer.byteLength(rest) > MOST_NAME_BYTES) {
      throw refusal('RB-7202', { value: rest, reason: `a sent file has at most ${MOST_NAME_BYTES} bytes` })
    }
    if (area === 'check' && isCheckAnswer(rest)) throw refusal('RB-7338', { value: rest })
    return `${area}/${rest}`
  }
  const dropPartial = async (path: string): Promise<boolean> => {
    await uploads.get(path)?.supersede()
    const begun = await partial.stat(path)
    if (begun === null) return false
    await partial.remove(path)
    space.held -= begun.size
    return true
  }
  return {
    async openToWrite(path, flags) {
      const place = written(path)
      const isThere = (await own.stat(place)) !== null || (await partial.stat(place)) !== null
      if (isThere && (flags & OPEN.create) !== 0 && (flags & OPEN.exclusive) !== 0) {
        throw refusal('RB-7334', { value: canonical(path) })
      }
      if (!isThere && (flags & OPEN.create) === 0) throw refusal('RB-7201', { value: canonical(path) })
      return beginUpload({
        account,
        space,
        limits,
        path: place,
        fresh: !isThere || (flags & OPEN.truncate) !== 0,
      })
    },
    async rename(from, to, replaces) {
      const [source, target] = [written(from), written(to)]
      if (source.split('/')[0] !== target.split('/')[0]) {
        throw refusal('RB-7337', { value: canonical(from), accepted: canonical(to) })
      }
      if ((await partial.stat(source)) !== null) throw refusal('RB-7333', { value: canonical(from) })
      if ((await own.stat(source)) === null) throw refusal('RB-7201', { value: canonical(from) })
      if (source === target) return false
      if (!replaces && (await own.stat(target)) !== null) throw refusal('RB-7334', { value: canonical(to) })
      await dropPartial(target)
      await archive(space, target)
      await own.rename(source, target)
      return !isTemporaryUpload(target.slice(target.indexOf('/') + 1))
    },
    async remove(path) {
      const place = placeOf(path, account)
      if (place.area === 'receipts' && place.rest !== '') return own.remove(`receipts/${place.rest}`)
      const isAnswer = place.area === 'check' && isCheckAnswer(place.rest)
      const target = isAnswer ? `check/${place.rest}` : written(path)
      if (await dropPartial(target)) return
      const there = await own.stat(target)
      if (there === null) throw refusal('RB-7201', { value: canonical(path) })
      // What has arrived is never gone: the hub may have begun with it.
      if (place.area === 'inbox' && !isTemporaryUpload(there.name)) return archive(space, target)
      await own.remove(target)
      space.held -= there.size
    },
  }
}
