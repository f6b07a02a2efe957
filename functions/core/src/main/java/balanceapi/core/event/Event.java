package balanceapi.core.event;

import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.app.App.Product;
import balanceapi.core.money.Currency;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.transaction.Transaction.Details;
import balanceapi.core.transaction.Transaction.Origin;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a webhook says (design section 5). */
public sealed interface Event {

  /** What every event says. */
  Envelope envelope();

  /** The customer signed in: the record is created or revived. */
  record Authorized(Envelope envelope) implements Event {}

  /**
   * Something failed: the record's connection is in error.
   *
   * @param product the product that it failed for
   * @param needsReauth whether only a new sign-in mends it
   */
  record Failed(Envelope envelope, Product product, boolean needsReauth) implements Event {}

  /**
   * BALANCE or ACCOUNTS: an account, and its balances where the bank gave them.
   *
   * @param product the product that it is of: ACCOUNTS comes with AUTH
   * @param account which account
   * @param name the account's name
   * @param type its kind
   * @param status its state at the bank
   * @param currency the currency of the account and the figures
   * @param ledger the ledger balance in major units
   * @param available the available balance in major units, as the bank gave it
   * @param overdraft what it said of an overdraft
   */
  record Balances(
      Envelope envelope,
      Product product,
      AccountNames account,
      Optional<String> name,
      Optional<String> type,
      Optional<String> status,
      Optional<Currency> currency,
      Optional<BigDecimal> ledger,
      Optional<BigDecimal> available,
      Optional<Overdraft> overdraft)
      implements Event {}

  /**
   * TRANSACTIONS: what the feed shows.
   *
   * @param account which account
   * @param items what it says of single transactions
   * @param pendingComplete whether it lists every pending of the account
   * @param skipped how many lines stated neither a debit nor a credit
   */
  record Transactions(
      Envelope envelope,
      AccountNames account,
      List<Item> items,
      boolean pendingComplete,
      int skipped)
      implements Event {}

  /** Any other event: nothing of it is stored. */
  record Other(Envelope envelope) implements Event {}

  /**
   * How an event names its account; at least one of the two is there.
   *
   * @param id the id that this connection gives it
   * @param number its account number
   */
  record AccountNames(Optional<String> id, Optional<String> number) {}

  /**
   * What an event says of one transaction.
   *
   * @param id the bank's id
   * @param state what it is
   * @param line what was stated; empty when it was removed
   * @param description what a person reads
   * @param reference the bank's reference
   * @param balance the running balance after it
   * @param origin where it comes from
   */
  record Item(
      String id,
      Showing.State state,
      Optional<Line> line,
      Optional<String> description,
      Optional<String> reference,
      Optional<String> balance,
      Origin origin) {

    public Item(
        String id,
        Showing.State state,
        Optional<Line> line,
        Optional<String> description,
        Optional<String> reference,
        Optional<String> balance) {
      this(id, state, line, description, reference, balance, Origin.UNKNOWN);
    }

    /** What is stored of it when this event showed it. */
    public Transaction shownBy(Envelope envelope) {
      return Transaction.shown(
          id,
          new Showing(envelope.asOf(), envelope.started(), envelope.event(), state, line),
          new Details(envelope.asOf(), description, reference, balance, origin));
    }
  }
}
