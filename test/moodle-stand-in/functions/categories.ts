import { allOrNothing, type Call, mayDo, requireCapability, type StandInFunction } from '../call.ts'
import { moodleException } from '../moodle-error.ts'
import { bool, int, list, noTags, type Parameters, plugin, raw, structure } from '../parameters.ts'
import type { Category } from '../site-state.ts'

const createCategories: StandInFunction = {
  parameters: structure({
    categories: list(
      structure(
        { name: noTags },
        { parent: int, idnumber: raw, description: raw, descriptionformat: int, theme: plugin },
      ),
    ),
  }),
  run(call, { categories }) {
    return allOrNothing(call, categories, (given: Parameters) => {
      const { site } = call
      const parent = given.parent ?? 0
      if (parent !== 0 && site.categories.get(parent) === undefined) {
        throw moodleException('unknowcategory', 'Category not known!')
      }
      requireCapability(call, 'moodle/category:manage', 'Manage categories')
      if (given.name === '') throw moodleException('categorynamerequired', 'Category name is required')
      if (
        (given.idnumber ?? '') !== '' &&
        site.categories.find(({ idnumber }) => idnumber === given.idnumber)
      ) {
        throw moodleException('categoryidnumbertaken', 'ID number is already used for another category')
      }
      const { id, name } = site.categories.insert({
        name: given.name,
        parent,
        idnumber: given.idnumber ?? '',
        description: given.description ?? '',
      })
      return { id, name }
    })
  },
}

const updateCategories: StandInFunction = {
  parameters: structure({
    categories: list(
      structure(
        { id: int },
        { name: noTags, parent: int, idnumber: raw, description: raw, descriptionformat: int, theme: plugin },
      ),
    ),
  }),
  run(call, { categories }) {
    const { site } = call
    allOrNothing(call, categories, ({ id, descriptionformat, theme, ...change }: Parameters) => {
      if (site.categories.get(id) === undefined)
        throw moodleException('unknowcategory', 'Category not known!')
      requireCapability(call, 'moodle/category:manage', 'Manage categories')
      const holder = site.categories.find(({ idnumber }) => idnumber === change.idnumber)
      if ((change.idnumber ?? '') !== '' && holder !== undefined && holder.id !== id) {
        throw moodleException('categoryidnumbertaken', 'ID number is already used for another category')
      }
      site.categories.update(id, change)
    })
    return null
  },
}

const getCategories: StandInFunction = {
  parameters: structure({}, { criteria: list(structure({ key: raw, value: raw })), addsubcategories: bool }),
  run(call, { criteria = [], addsubcategories = true }) {
    const { site } = call
    const keys = ['id', 'ids', 'name', 'parent', 'idnumber', 'visible', 'theme']
    for (const { key } of criteria) {
      if (!keys.includes(key) || (key === 'idnumber' && !mayDo(call, 'moodle/category:manage'))) {
        throw moodleException('criteriaerror', 'Missing permissions to search on a criterion.')
      }
    }
    const chosen = new Set(
      site.categories
        .filter((category) => criteria.every(({ key, value }: Parameters) => fits(category, key, value)))
        .map(({ id }) => id),
    )
    const withParents = (category: Category): boolean =>
      chosen.has(category.id) ||
      (addsubcategories && category.parent !== 0 && withParents(site.categories.get(category.parent)!))
    return site.categories.filter(withParents).map((category) => show(call, category))
  },
}

function fits(category: Category, key: string, value: string): boolean {
  if (key === 'ids') return value.split(',').includes(String(category.id))
  if (key === 'visible') return value === '1'
  if (key === 'theme') return value === ''
  return String(category[key as 'name']) === value
}

function show(call: Call, { id, name, idnumber, description, parent }: Category): object {
  const path = pathOf(call, id)
  return {
    id,
    name,
    description,
    descriptionformat: 1,
    parent,
    coursecount: call.site.courses.filter(({ categoryid }) => categoryid === id).length,
    depth: path.length,
    path: path.map((step) => `/${step}`).join(''),
    ...(mayDo(call, 'moodle/category:manage') && { idnumber, visible: 1, visibleold: 1, theme: '' }),
  }
}

function pathOf(call: Call, id: number): number[] {
  const parent = call.site.categories.get(id)?.parent ?? 0
  return parent === 0 ? [id] : [...pathOf(call, parent), id]
}

export const CATEGORY_FUNCTIONS: Readonly<Record<string, StandInFunction>> = {
  core_course_create_categories: createCategories,
  core_course_update_categories: updateCategories,
  core_course_get_categories: getCategories,
}
