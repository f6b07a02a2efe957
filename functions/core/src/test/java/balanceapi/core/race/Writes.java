package balanceapi.core.race;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.Intercepted;
import balanceapi.core.transaction.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The writes that changed something; one whose condition failed is none. Nor is one onto the same version as
 * another before it: the condition failed, and the store found there what was to be written, as after a
 * reply that was lost.
 */
public final class Writes {

  /**
   * A write.
   *
   * @param what the call and what it wrote
   * @param onto the version or the content that it replaced
   */
  private record Write(String what, long onto) {}

  private final Set<Write> done = new LinkedHashSet<>();
  private final List<Account> saved = new ArrayList<>();

  /** The same store, counted. */
  public AccountStore of(AccountStore store) {
    return Intercepted.store(
        store,
        (method, arguments, call) -> {
          Object result = call.proceed();
          if (Intercepted.WRITES.contains(method) && isDone(method, result)) {
            note(method, arguments);
          }
          return result;
        });
  }

  /** What is kept only once gives what was kept already; all else gives what was stored. */
  private static boolean isDone(String method, Object result) {
    return switch (result) {
      case null -> true;
      case Boolean stored -> stored;
      case Optional<?> answer -> method.equals("save") == answer.isPresent();
      default -> true;
    };
  }

  private void note(String method, Object... arguments) {
    String what =
        Stream.concat(Stream.of(method), Stream.of(arguments).map(Writes::name))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(" "));
    // What is put away is joined into what is there: the same once more changes nothing.
    long onto =
        Stream.of(arguments).mapToLong(method.equals("settle") ? Object::hashCode : Writes::version).sum();
    if (done.add(new Write(what, onto)) && arguments[0] instanceof Account account) {
      saved.add(account);
    }
  }

  private static long version(Object argument) {
    return switch (argument) {
      case Account account -> account.version();
      case Held held -> held.revision();
      default -> 0;
    };
  }

  private static String name(Object argument) {
    return switch (argument) {
      case Account account -> account.ref().account();
      case AccountRef ref -> ref.account();
      case Held held -> held.transaction().id();
      case Transaction transaction -> transaction.id();
      case String text -> text;
      default -> "";
    };
  }

  /** The accounts as they were saved, in that order. */
  public List<Account> saved() {
    return List.copyOf(saved);
  }

  /** Them all, sorted; one that was done twice is there twice. */
  public List<String> sorted() {
    return done.stream().map(Write::what).sorted().toList();
  }
}
