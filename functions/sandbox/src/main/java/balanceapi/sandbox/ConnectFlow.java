package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import balanceapi.core.store.AccountStore;
import balanceapi.platform.http.BadRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a connection: choose a bank, sign in, choose accounts. What the person agreed to comes in by signed
 * webhook, as everything does; nothing is written here.
 */
final class ConnectFlow {

  /** How long a person may take, from the first step on. */
  static final Duration LASTS = Duration.ofMinutes(15);

  private final BankConnector banks;
  private final AccountStore store;
  private final Logins logins;
  private final Delivery delivery;
  private final Visits visits;
  private final Clock clock;

  ConnectFlow(
      BankConnector banks, AccountStore store, Delivery delivery, Visits visits, Clock clock) {
    this.banks = Objects.requireNonNull(banks, "banks");
    this.store = Objects.requireNonNull(store, "store");
    this.logins = new Logins(store);
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.visits = Objects.requireNonNull(visits, "visits");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  // ---- which banks

  /**
   * Begins a visit.
   *
   * @param countries where the banks may be
   */
  ObjectNode begin(App app, Wish wish, List<String> countries) {
    List<Bank> offered =
        wish.returning().isPresent()
            ? known(app, wish).stream().map(Login::bank).distinct().toList()
            : in(countries);
    if (offered.isEmpty()) {
      return ConnectJson.outcome("nothing_connected");
    }
    Visit visit = new Visit(wish, Optional.empty(), now().plus(LASTS));
    return ConnectJson.begun(app, visit, visits.seal(app, visit), offered);
  }

  /** The banks of these countries; all of them where these have none, for the sandbox has few. */
  private List<Bank> in(List<String> countries) {
    List<Bank> there =
        banks.banks().stream()
            .filter(bank -> bank.countries().stream().anyMatch(countries::contains))
            .toList();
    return there.isEmpty() ? banks.banks() : there;
  }

  /** What a returning customer has connected, of that what it is about. */
  private List<Login> known(App app, Wish wish) {
    return wish.returning().stream()
        .flatMap(
            returning ->
                logins.ofCustomer(app, returning.customer()).stream()
                    .filter(login -> returning.bank().filter(bank -> !isBank(login, bank)).isEmpty())
                    .map(login -> about(login, returning.account()))
                    .filter(login -> !login.accounts().isEmpty()))
        .toList();
  }

  private static boolean isBank(Login login, String idOrSlug) {
    return login.bank().id().equals(idOrSlug) || login.bank().slug().equals(idOrSlug);
  }

  /** The login with the one account of this number or id. */
  private static Login about(Login login, Optional<String> asked) {
    return asked
        .map(
            one ->
                login.with(
                    login.accounts().stream()
                        .filter(account -> account.nuban().equals(one) || account.id().equals(one))
                        .toList()))
        .orElse(login);
  }

  // ---- who

  /** Signs in at a bank. The password goes to the bank and no further. */
  ObjectNode signIn(App app, Visit visit, String bankId, String username, String password) {
    Bank bank =
        banks.banks().stream()
            .filter(each -> each.id().equals(bankId))
            .findFirst()
            .orElseThrow(() -> new BadRequest("bank", "must be the id of a bank that was offered"));
    return switch (asked(app, visit, bank, username, password)) {
      case BankConnector.SignedIn(Login login) -> {
        Visit signedIn = visit.signedIn(login, now());
        yield ConnectJson.signedIn(login, visits.seal(app, signedIn));
      }
      case BankConnector.Refusal refusal -> ConnectJson.outcome(refusal);
    };
  }

  private BankConnector.SignIn asked(
      App app, Visit visit, Bank bank, String username, String password) {
    if (visit.wish().returning().isEmpty()) {
      return banks.signIn(app, bank, username, password);
    }
    Login known =
        known(app, visit.wish()).stream()
            .filter(login -> login.bank().equals(bank))
            .findFirst()
            .orElseThrow(() -> new BadRequest("bank", "must be one that the customer has connected"));
    return banks.signInAgain(app, known, username, password);
  }

  // ---- what

  /**
   * Connects what the person chose, and returns when it is there.
   *
   * @param chosen ids of accounts, none that the login does not have
   * @param home where this service is reached
   */
  ObjectNode connect(App app, Visit visit, Set<String> chosen, String home) {
    Visit.Entry entry =
        visit.entry().orElseThrow(() -> new BadRequest("session", "has no sign-in yet; sign in first"));
    Login login = entry.login();
    List<BankAccount> accounts =
        login.accounts().stream().filter(account -> chosen.contains(account.id())).toList();
    if (accounts.isEmpty() || accounts.size() != chosen.size()) {
      throw new BadRequest("accounts", "must list one or more of the ids of the accounts that were offered");
    }
    // Who comes back renews what is connected, which adds none.
    boolean renews = visit.wish().returning().isPresent();
    if (accounts.size() > 1 && !visit.wish().severalAccounts() && !renews) {
      throw new BadRequest("accounts", "may list one account alone here");
    }
    Login agreed = login.with(accounts);
    delivery.send(
        app, home, new BankEvents(banks, agreed, entry.at(), now(), visit.wish()).connected());
    return ConnectJson.connected(app, visit, login, stored(app, agreed), home);
  }

  /**
   * The accounts as they are kept now, by the bank's ids. They are found by their numbers: what is kept may have an older
   * id, or a new one after an erasure.
   */
  private Map<String, Account> stored(App app, Login login) {
    Map<String, Account> stored = new HashMap<>();
    for (String id : store.accountsOfRecord(app.id(), login.record())) {
      Optional<Account> kept = store.account(new AccountRef(app.id(), id));
      Optional<String> number = kept.flatMap(account -> account.identity().number());
      login.accounts().stream()
          .filter(account -> number.filter(account.nuban()::equals).isPresent())
          .forEach(account -> stored.put(account.id(), kept.orElseThrow()));
    }
    return stored;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
