package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The transactions that an account's figures are computed from: the open holds, and the postings that are
 * not in the observation yet or that took one of those holds.
 */
final class OpenBook {

  static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private OpenBook() {}

  /** Them all; what is open in the form in which it is open, which is the newer. */
  static Collection<Transaction> transactions(
      AccountStore store, Account account, Map<String, Held> open) {
    List<Transaction> all = new ArrayList<>();
    open.values().forEach(held -> all.add(held.transaction()));
    settled(store, account).stream()
        .map(Held::transaction)
        .filter(t -> !open.containsKey(t.id()))
        .forEach(all::add);
    return all;
  }

  /** What is needed of that which was put away. */
  static List<Held> settled(AccountStore store, Account account) {
    if (!account.mayHavePostings()) {
      return List.of();
    }
    Instant from = account.postingsFrom();
    List<Held> settled =
        new ArrayList<>(store.settled(account.ref(), Settled.POSTINGS, from, FAR));
    // A posting whose own hold was put away must not be read without it, or it would take another.
    if (account.feed().mergedUpTo().filter(at -> !at.isBefore(from)).isPresent()) {
      settled.addAll(store.settled(account.ref(), Settled.MERGED, from, FAR));
    }
    return settled;
  }
}
