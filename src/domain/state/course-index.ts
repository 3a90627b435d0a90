import type { Course } from '../entities.ts'

type Indexed = Pick<Course, 'id' | 'shortname' | 'idnumber'>

/** The courses that a chunk names, found by id, short name or id number. A remote site may hold twins. */
export class CourseIndex<T extends Indexed> {
  readonly #byId = new Map<number, T>()
  readonly #byShortname = new Map<string, Set<number>>()
  readonly #byIdnumber = new Map<string, Set<number>>()

  constructor(courses: Iterable<T> = []) {
    for (const course of courses) this.put(course)
  }

  get(id: number): T | undefined {
    return this.#byId.get(id)
  }

  withShortname(shortname: string): T[] {
    return this.#all(this.#byShortname.get(shortname))
  }

  withIdnumber(idnumber: string): T[] {
    return this.#all(this.#byIdnumber.get(idnumber))
  }

  put(course: T): void {
    this.remove(course.id)
    this.#byId.set(course.id, course)
    link(this.#byShortname, course.shortname, course.id)
    if (course.idnumber !== '') link(this.#byIdnumber, course.idnumber, course.id)
  }

  remove(id: number): void {
    const course = this.#byId.get(id)
    if (course === undefined) return
    this.#byId.delete(id)
    this.#byShortname.get(course.shortname)?.delete(id)
    this.#byIdnumber.get(course.idnumber)?.delete(id)
  }

  #all(ids: ReadonlySet<number> | undefined): T[] {
    return ids === undefined ? [] : Array.from(ids, (id) => this.#byId.get(id)!)
  }
}

function link(index: Map<string, Set<number>>, value: string, id: number): void {
  const ids = index.get(value)
  if (ids === undefined) index.set(value, new Set([id]))
  else ids.add(id)
}
