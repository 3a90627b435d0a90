/** `take-lock.ts FOLDER`: takes the lock of a folder, says how that went, and holds it until its input ends. */
import { RollbookError } from '../../../src/domain/finding.ts'
import { acquireLock } from '../../../src/store/lock.ts'

try {
  await acquireLock(process.argv[2]!, () => undefined)
  console.log('held')
  process.stdin.resume()
} catch (error) {
  console.log(error instanceof RollbookError ? error.finding.code : String(error))
}
