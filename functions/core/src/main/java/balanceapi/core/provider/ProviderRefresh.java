package balanceapi.core.provider;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;

/** Asks an account's provider for fresh figures. They come as webhooks, as all figures do. */
@FunctionalInterface
public interface ProviderRefresh {

  /** No provider at all. */
  ProviderRefresh NONE = (app, account, record, home) -> Answer.NO_PROVIDER;

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
   * @throws balanceapi.core.store.StoreUnavailable if it could not be asked; to be repeated
   */
  Answer ask(App app, Account account, String record, String home);
}
