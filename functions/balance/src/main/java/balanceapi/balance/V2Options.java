package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.account.Reading;
import balanceapi.platform.event.WidgetOptions;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Predicate;

/** Accounts by the options that their widget was opened with. */
final class V2Options {

  private V2Options() {}

  /**
   * The accounts whose options contain these.
   *
   * @throws balanceapi.platform.http.BadRequest if these cannot be compared, whatever is stored
   */
  static Predicate<Account> containing(ObjectNode options) {
    WidgetOptions.check(options);
    return account ->
        account
            .profile()
            .options()
            .map(Reading::value)
            .filter(kept -> WidgetOptions.contain(kept, options))
            .isPresent();
  }
}
