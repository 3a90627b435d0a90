import type * as z from 'zod'
import { parseSettings } from '../../formats/settings.ts'
import { checkedPath } from '../../transport/storage/paths.ts'
import { datahubGradeSettings } from '../settings/schema.ts'
import { periodMs } from './period.ts'

export type DatahubGradeSettings = z.output<typeof datahubGradeSettings>

/** Throws RB-8001 to RB-8003, RB-7120 for a period, RB-7202 for a folder or name that leads elsewhere. */
export function readDatahubSettings(raw: unknown): DatahubGradeSettings {
  const settings = parseSettings(datahubGradeSettings, raw)
  periodMs(settings.exportIncrementalDelta)
  checkedPath(pathIn(folderOf(settings), settings.exportFile))
  return settings
}

/** Below the outbox: the leading slash of the original is its root. */
export function folderOf({ exportPath }: DatahubGradeSettings): string {
  return exportPath.replace(/^\/+|\/+$/g, '')
}

function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
