package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import balanceapi.core.store.AccountStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The logins that are known, as what came in by webhook tells of them. They are kept nowhere else. */
final class Logins {

  private final AccountStore store;

  Logins(AccountStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /** The login of this id; empty when no account shows it, or its bank is none of the sandbox's. */
  Optional<Login> ofRecord(App app, String record) {
    return login(
        record,
        store.glanceAll(app.id(), store.accountsOfRecord(app.id(), record)).stream()
            .filter(account -> recordOf(account).filter(record::equals).isPresent())
            .toList());
  }

  /** The customer's logins at banks of the sandbox. */
  List<Login> ofCustomer(App app, String customer) {
    Map<String, List<Account>> byRecord =
        store.glanceAll(app.id(), store.accountsOfCustomer(app.id(), customer)).stream()
            .filter(account -> recordOf(account).isPresent())
            .collect(
                Collectors.groupingBy(
                    account -> recordOf(account).orElseThrow(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byRecord.entrySet().stream()
        .flatMap(entry -> login(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  private static Optional<Login> login(String record, List<Account> accounts) {
    return accounts.stream()
        .findFirst()
        .flatMap(
            first ->
                Bank.ofSandbox(first.identity().bank())
                    .map(
                        bank ->
                            new Login(
                                first.identity().customer(),
                                record,
                                first.profile().name().map(Reading::value).orElse(""),
                                bank,
                                accounts.stream()
                                    .flatMap(account -> BankAccount.of(account).stream())
                                    .toList())));
  }

  /** The newest login that showed it. */
  private static Optional<String> recordOf(Account account) {
    return account.profile().record().map(Reading::value);
  }
}
