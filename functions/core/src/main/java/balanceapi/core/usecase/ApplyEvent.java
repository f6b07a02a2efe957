package balanceapi.core.usecase;

import balanceapi.core.app.App;
import balanceapi.core.app.App.Product;
import balanceapi.core.event.Event;
import balanceapi.core.store.AccountStore;
import java.time.Duration;
import java.time.Instant;

/**
 * Applies one event whose sender is proven (design section 5). Any order of arrival and any repetition of
 * events end in the same state.
 */
public final class ApplyEvent {

  /** How far ahead of our clock a sender's may be. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  private final ApplyBalances balances;
  private final ApplyTransactions transactions;
  private final Connections connections;

  public ApplyEvent(AccountStore store) {
    this.balances = new ApplyBalances(store);
    this.transactions = new ApplyTransactions(store);
    this.connections = new Connections(store);
  }

  /**
   * Applies the event.
   *
   * @param app the app whose webhook it came to
   * @param event what it says
   * @param now the clock's now
   * @return what became of it, once that is durable
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; the sender repeats the event
   */
  public Outcome apply(App app, Event event, Instant now) {
    if (event instanceof Event.Other) {
      return new Outcome.Ignored();
    }
    if (event.envelope().asOf().isAfter(now.plus(AHEAD))) {
      return new Outcome.Malformed(
          event.envelope().endedAt().isPresent() ? "ended_at" : "started_at",
          "it is more than 5 minutes ahead of our clock; send the time at which the bank answered");
    }
    return switch (event) {
      case Event.Authorized(var envelope) -> connections.authorized(app.id(), envelope, now);
      case Event.Failed(var envelope, var product, var needsReauth) when uses(app, product) ->
          connections.failed(app.id(), envelope, needsReauth, now);
      case Event.Balances said when uses(app, said.product()) -> balances.apply(app, said, now);
      case Event.Transactions said when uses(app, Product.TRANSACTIONS) ->
          transactions.apply(app, said, now);
      default -> new Outcome.Ignored();
    };
  }

  private static boolean uses(App app, Product product) {
    return product == Product.AUTH || app.settings().products().contains(product);
  }
}
