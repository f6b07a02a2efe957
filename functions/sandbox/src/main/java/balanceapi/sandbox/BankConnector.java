package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where banks plug in: what the widget and a refresh ask of them. {@link SandboxBanks} answers for banks that are none;
 * a connector to real ones answers the same questions, and everything after it stays as it is: the events, their
 * signature and the webhook route.
 *
 * <p>A password is used in the call that it is given to, and is neither kept nor logged. A bank that does not answer in
 * time is {@link Refusal#UNAVAILABLE}, or says nothing of an account; neither is an exception.
 */
interface BankConnector {

  /** The banks that it reaches. */
  List<Bank> banks();

  /** Signs a person in who comes for the first time, or as if for the first time. */
  SignIn signIn(App app, Bank bank, String username, String password);

  /**
   * Signs a person in again whose login is known.
   *
   * @param known the login, as what came in by webhook tells of it
   * @return that login, with the same ids; never another person's
   */
  SignIn signInAgain(App app, Login known, String username, String password);

  /** What the bank says of an account now; empty when it cannot say. */
  Optional<Statement> ask(Login login, BankAccount account, Instant now);

  /** How a sign-in ends. */
  sealed interface SignIn permits SignedIn, Refusal {}

  /**
   * The person is who they say.
   *
   * @param login their login, with all accounts that they have there
   */
  record SignedIn(Login login) implements SignIn {}

  /** Why nobody was signed in. */
  enum Refusal implements SignIn {
    /** The bank does not know this username with this password. */
    WRONG_PASSWORD,
    /** The bank knows them, as another person than the one whose connection is renewed. */
    SOMEBODY_ELSE,
    /** The bank does not answer. */
    UNAVAILABLE
  }
}
