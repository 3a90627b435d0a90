/**
 * What a column becomes, the same on both engines:
 *
 * | type | JavaScript |
 * | --- | --- |
 * | whole numbers of any width, floats | number; a whole one beyond 2^53 is refused (RB-6045) |
 * | DECIMAL, NUMERIC | exact text such as `66.66700` |
 * | texts | string |
 */
export type Cell = number | string | null
