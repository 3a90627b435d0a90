import { type Finding, finding } from '../../domain/finding.ts'
import type { CourseEnd, CourseSync, SyncCourseValues } from '../../domain/sync-action.ts'
import { DATE_TEXTS, readDateText } from '../../domain/values/date-text.ts'
import type { Cells } from './cells.ts'
import { erasedFields, erasingFault } from './erasing.ts'
import { type Methods, methodsOf } from './methods.ts'
import { defaultPlace, placeOf } from './place.ts'
import type { UploadCoursesSettings } from './settings.ts'
import { checkedName, shortnameOf } from './shortname.ts'

const SWITCHES = ['0', '1']

/** What a row asks for, or why it is refused; the order is that of moodle-csv.md 3.3. */
export function askedBy(cells: Cells, settings: UploadCoursesSettings): CourseSync | CourseEnd | Finding {
  const { own } = cells
  const shortname = shortnameOf(cells, settings)
  if (typeof shortname !== 'string') return shortname
  const by = { field: 'shortname', value: shortname } as const
  const unclear = noSwitch('delete', own.delete)
  if (unclear !== null) return unclear
  if (own.delete === '1') {
    if (!settings.allowDeletes) {
      return finding('RB-1341', { field: 'delete', value: shortname, setting: 'allowDeletes' })
    }
    return { kind: 'course', verb: 'end', by, how: 'delete', ifUnknown: 'reject' }
  }
  const noReset = noSwitch('reset', own.reset)
  if (noReset !== null) return noReset
  const kept = erasingFault(cells, settings)
  if (kept !== null) return kept
  const renameTo = renamed(cells, shortname, settings)
  if (typeof renameTo === 'object') return renameTo
  const values = readValues(cells.values)
  if ('code' in values) return values
  const defaults = readValues(without(settings.defaults, cells.erased))
  if ('code' in defaults) return defaults
  if (own.backupfile !== undefined) {
    return finding('RB-1345', { field: 'backupfile', value: own.backupfile })
  }
  const refusedReset = own.reset === '1' ? resetRefused(shortname, settings) : null
  if (refusedReset !== null) return refusedReset
  const methods = methodsOf(cells)
  if ('code' in methods) return methods
  return sync(by, { values, defaults, methods, renameTo }, cells, settings)
}

function noSwitch(field: 'delete' | 'reset', text: string | undefined): Finding | null {
  if (text === undefined || SWITCHES.includes(text)) return null
  return finding('RB-2003', { field, value: text, accepted: SWITCHES, hint: '' })
}

/** What was read of a row and its defaults. */
interface Read {
  readonly values: SyncCourseValues
  readonly defaults: SyncCourseValues
  readonly methods: Methods
  readonly renameTo: string | undefined
}

function sync(
  by: CourseSync['by'],
  { values, defaults, methods, renameTo }: Read,
  cells: Cells,
  settings: UploadCoursesSettings,
): CourseSync {
  const { mode, updateMode, templateCourse } = settings
  const forKnown = updateMode === 'dataOrDefaults' || updateMode === 'missingOnly'
  const place = placeOf(cells)
  const erase = erasedFields(cells)
  const whenNew = { ...defaults, ...(templateCourse !== '' && { link: templateCourse }) }
  const isReset = cells.own.reset === '1' || (settings.reset && mode !== 'createNew' && mode !== 'createAll')
  const mustExist = mode === 'updateOnly' || renameTo !== undefined || cells.own.reset === '1'
  return {
    kind: 'course',
    verb: 'sync',
    by,
    values: {
      ...(forKnown && defaults),
      ...values,
      ...(cells.own.templatecourse !== undefined && { link: cells.own.templatecourse }),
    },
    ...(Object.keys(whenNew).length > 0 && { whenNew }),
    ...(erase.length > 0 && { erase }),
    ...placed(place, settings),
    ...knownAs(settings),
    ifUnknown: mustExist ? 'reject' : 'create',
    ...(mode === 'updateOnly' && { whyUnknown: 'mode' }),
    ...(renameTo !== undefined && { renameTo }),
    ...(isReset && { reset: true }),
    contentOnly: true,
    lenient: ['theme'],
    ...({ ...whenNew, ...values }.enddate !== undefined && { needs: ['startdate'] }),
    ...methods,
  }
}

/** Without a category of its own, a row's new course goes where the defaults say and a known one stays. */
function placed(
  place: CourseSync['place'] | null,
  { defaults }: UploadCoursesSettings,
): Pick<CourseSync, 'place' | 'moves'> {
  if (place !== null && place !== undefined) return { place, moves: true }
  return defaults.category === undefined ? {} : { place: defaultPlace(defaults.category) }
}

function knownAs({ mode, updateMode }: UploadCoursesSettings): Pick<CourseSync, 'ifKnown' | 'whyKnown'> {
  if (mode === 'createNew') return { ifKnown: 'reject', whyKnown: 'mode' }
  if (mode === 'createAll') return { ifKnown: 'countUp' }
  if (updateMode === 'nothing') return { ifKnown: 'reject', whyKnown: 'updateMode' }
  return { ifKnown: updateMode === 'missingOnly' ? 'fill' : 'update' }
}

/** The new short name of a known course (moodle-csv.md 3.3 rule 7); undefined when the row has none. */
function renamed(
  { own }: Cells,
  shortname: string,
  { mode, updateMode, allowRenames }: UploadCoursesSettings,
): string | undefined | Finding {
  if (own.rename === undefined) return undefined
  const refused = (setting: string) => finding('RB-1341', { field: 'rename', value: shortname, setting })
  if (mode === 'createNew' || mode === 'createAll') return refused('mode')
  if (updateMode === 'nothing') return refused('updateMode')
  if (!allowRenames) return refused('allowRenames')
  return checkedName('rename', own.rename)
}

/** moodle-csv.md 3.3 rule 14. */
function resetRefused(shortname: string, { mode, allowResets }: UploadCoursesSettings): Finding | null {
  const refused = (setting: string) => finding('RB-1341', { field: 'reset', value: shortname, setting })
  if (!allowResets) return refused('allowResets')
  return mode === 'createNew' || mode === 'createAll' ? refused('mode') : null
}

/** Values as planning takes them: dates in ISO form. What depends on the site, planning judges. */
function readValues(values: UploadCoursesSettings['defaults'] & Cells['values']): SyncCourseValues | Finding {
  const { category: _, shortname: __, ...read } = values
  for (const field of ['startdate', 'enddate'] as const) {
    const text = read[field]
    if (text === undefined) continue
    const day = readDateText(text)
    if (day === null) return finding('RB-2011', { field, value: text, accepted: DATE_TEXTS })
    read[field] = day.date
  }
  const { startdate, enddate } = read
  if (startdate !== undefined && enddate !== undefined && enddate < startdate) {
    return finding('RB-1344', { field: 'enddate', value: enddate, other: 'startdate', start: startdate })
  }
  if (read.visible !== undefined && !SWITCHES.includes(read.visible)) {
    return finding('RB-2003', { field: 'visible', value: read.visible, accepted: SWITCHES, hint: '' })
  }
  return read as SyncCourseValues
}

/** No default stands in for a value that a row takes away. */
function without(
  defaults: UploadCoursesSettings['defaults'],
  erased: readonly string[],
): UploadCoursesSettings['defaults'] {
  return Object.fromEntries(Object.entries(defaults).filter(([field]) => !erased.includes(field)))
}
