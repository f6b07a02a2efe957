package balanceapi.core.usecase;

/** What became of an event. */
public sealed interface Outcome {

  /**
   * Its effect is stored.
   *
   * @param skipped how many of its lines said nothing and were left out
   */
  record Applied(int skipped) implements Outcome {}

  /** It was applied before; nothing changed. */
  record Duplicate() implements Outcome {}

  /** Something newer is known; it took its place in the history, and what is in force stayed. */
  record Stale() implements Outcome {}

  /** It is none of ours; nothing was stored. */
  record Ignored() implements Outcome {}

  /**
   * It cannot be true; nothing was stored.
   *
   * @param field the field that is wrong, as it is named on the wire
   * @param advice what to change
   */
  record Malformed(String field, String advice) implements Outcome {}
}
