package balanceapi.core.provider;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import java.time.Instant;

/** Asks an account's provider for fresh figures. They come as webhooks, as all figures do. */
@FunctionalInterface
public interface ProviderRefresh {

  /** No provider at all. */
  ProviderRefresh NONE = (app, account, record, home, now) -> Answer.NO_PROVIDER;

  /** What a provider says to it. */
  enum Answer {
    /** It will send webhooks. */
    SENT,
    /** None is connected that could be asked about this account. */
    NO_PROVIDER
  }

  /**
   * Asks for all accounts of a login. Asked twice, it may send twice.
   *
   * @param account one of the login's accounts
   * @param record the login
   * @param home where this service is reached, for a provider of our own
   * @param now when it is asked
   * @throws balanceapi.core.store.StoreUnavailable if it could not be asked; to be repeated
   */
  Answer ask(App app, Account account, String record, String home, Instant now);

  /** This one, and another where this one cannot be asked. */
  default ProviderRefresh or(ProviderRefresh other) {
    return (app, account, record, home, now) -> {
      Answer answer = ask(app, account, record, home, now);
      return answer == Answer.NO_PROVIDER ? other.ask(app, account, record, home, now) : answer;
    };
  }
}
