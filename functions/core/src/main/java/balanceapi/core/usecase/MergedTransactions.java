package balanceapi.core.usecase;

import balanceapi.core.usecase.TransactionLists.Entry;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** The transactions of several accounts, newest first: always the account whose next one may be the newest. */
final class MergedTransactions implements Iterator<Entry> {

  /** At one instant who must still read goes first: what it finds there may come before the others'. */
  private static final Comparator<NewestTransactions> NEWEST =
      Comparator.comparing(NewestTransactions::reach)
          .reversed()
          .thenComparing(NewestTransactions::isCertain)
          .thenComparing(
              (one, other) ->
                  one.isCertain() ? other.peek().spot().compareTo(one.peek().spot()) : 0);

  private final PriorityQueue<NewestTransactions> accounts = new PriorityQueue<>(NEWEST);
  private final int most;
  private int read;

  /**
   * None yet.
   *
   * @param most how many it may read before it stops
   */
  MergedTransactions(int most) {
    this.most = most;
  }

  void add(NewestTransactions account) {
    if (!account.isEmpty()) {
      accounts.add(account);
    }
    read += account.read();
  }

  /** Says whether it stopped because it has read too many; there may be more then. */
  boolean isExhausted() {
    return read > most;
  }

  @Override
  public boolean hasNext() {
    while (!isExhausted() && !accounts.isEmpty() && !accounts.peek().isCertain()) {
      NewestTransactions account = accounts.remove();
      read -= account.read();
      account.readOn();
      add(account);
    }
    return !isExhausted() && !accounts.isEmpty();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    NewestTransactions account = accounts.remove();
    Entry next = account.next();
    read -= account.read();
    add(account);
    return next;
  }
}
