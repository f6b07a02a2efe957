package balanceapi.core.availability;

/** Where an available balance came from (design section 6). */
public enum Source {
  /** The bank's own figure, as it stands. */
  REPORTED,
  /** The bank's own figure less what began after it. */
  ADJUSTED,
  /** Computed from the ledger and the pending transactions. */
  COMPUTED,
  /** The most there can be: something that would count is not known or in another currency. */
  INCOMPLETE,
  /** Nobody knows. */
  UNKNOWN
}
