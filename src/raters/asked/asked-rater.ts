/** One way of asking a rater's model: strategies that rate a document, each with columns of its own. */
interface RaterForm {
  /** What it asks, and of what model. */
  readonly summary: string;
  /** Names of strategies in `strategies/raters/`, or of those that ProX has beside them. */
  readonly strategies: readonly string[];
}

/** A rater that asks a served model. Everything it says is in its strategies' files; this only names them. */
export interface AskedRater {
  /** As `--rater` and `annotations` name it. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** The paper or system that it comes from. */
  readonly source: string;
  /** By the name that `--form` has; the first is what is asked where none is named. */
  readonly forms: Readonly<Record<string, RaterForm>>;
}
