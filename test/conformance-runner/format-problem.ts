/** A case that cannot be judged: it counts as failed, and is told apart from a product that behaves otherwise. */
export class FormatProblem extends Error {
  override readonly name = 'FormatProblem'
}
