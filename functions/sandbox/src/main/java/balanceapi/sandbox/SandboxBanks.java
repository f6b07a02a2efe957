package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The banks of the sandbox. They have no memory: everything follows from names and the time. */
final class SandboxBanks implements BankConnector {

  @Override
  public List<Bank> banks() {
    return Bank.SANDBOX;
  }

  @Override
  public SignIn signIn(App app, Bank bank, String username, String password) {
    String as = username.toLowerCase(Locale.ROOT);
    return TestUser.of(as)
        .filter(user -> isRight(as, password))
        .<SignIn>map(user -> new SignedIn(user.login(app.id(), as, bank)))
        .orElse(Refusal.WRONG_PASSWORD);
  }

  @Override
  public SignIn signInAgain(App app, Login known, String username, String password) {
    String as = username.toLowerCase(Locale.ROOT);
    if (!isRight(as, password)) {
      return Refusal.WRONG_PASSWORD;
    }
    // A customer made by sandbox/customers/create signs in by the name that they were given.
    boolean isThem =
        known.customer().equals(Login.customerOf(app.id(), as))
            || known.customer().equals(Login.customerOf(app.id(), username));
    if (isThem) {
      return new SignedIn(known);
    }
    return TestUser.of(as).isPresent() ? Refusal.SOMEBODY_ELSE : Refusal.WRONG_PASSWORD;
  }

  private static boolean isRight(String username, String password) {
    return password.equals(TestUser.PASSWORD)
        && TestUser.of(username).filter(TestUser.WRONG_PASSWORD::equals).isEmpty();
  }

  @Override
  public Optional<Statement> ask(Login login, BankAccount account, Instant now) {
    // All that is known of them on a refresh is what came in by webhook: the name.
    return login.name().equals(TestUser.DEGRADED_BANK.title())
        ? Optional.empty()
        : Optional.of(account.statement(now));
  }
}
