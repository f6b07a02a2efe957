package balanceapi.core.notification;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import java.time.Instant;

/** Puts facts into the words in which an app is told, once: what is sent again is the same text. */
public interface Wording {

  /** The body that tells it. */
  String of(Fact.OfConnection fact, App app, Instant at);

  /** The body that tells it. */
  String of(Fact.OfBalance fact, App app, Instant at);

  /**
   * The body that tells it.
   *
   * @param account the account whose hold it was
   */
  String of(Fact.OfHold fact, Account account, App app, Instant at);
}
