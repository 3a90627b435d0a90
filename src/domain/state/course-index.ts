import type { Course } from '../entities.ts'

type Indexed = Pick<Course, 'id' | 'shortname' | 'idnumber'>

/** The courses that a chunk names, found by id, short name or id number. A remote site may hold twins. */
export class CourseIndex<T extends Indexed> {
  readonly #byId = new Map<number, T>()
  readonly #byShortname = new Map<string, readonly T[]>()
  readonly #byIdnumber = new Map<string, readonly T[]>()

  constructor(courses: Iterable<T> = []) {
    for (const course of courses) this.put(course)
  }

  get(id: number): T | undefined {
    return this.#byId.get(id)
  }

  withShortname(shortname: string): readonly T[] {
    return this.#byShortname.get(shortname) ?? []
  }

  withIdnumber(idnumber: string): readonly T[] {
    return this.#byIdnumber.get(idnumber) ?? []
  }

  put(course: T): void {
    this.remove(course.id)
    this.#byId.set(course.id, course)
    link(this.#byShortname, course.shortname, course)
    if (course.idnumber !== '') link(this.#byIdnumber, course.idnumber, course)
  }

  remove(id: number): void {
    const course = this.#byId.get(id)
    if (course === undefined) return
    this.#byId.delete(id)
    unlink(this.#byShortname, course.shortname, id)
    unlink(this.#byIdnumber, course.idnumber, id)
  }
}

function link<T>(index: Map<string, readonly T[]>, name: string, course: T): void {
  index.set(name, [...(index.get(name) ?? []), course])
}

function unlink<T extends Indexed>(index: Map<string, readonly T[]>, name: string, id: number): void {
  const others = index.get(name)?.filter((course) => course.id !== id)
  if (others !== undefined) index.set(name, others)
}
