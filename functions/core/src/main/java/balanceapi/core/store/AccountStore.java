package balanceapi.core.store;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.RecordState;
import balanceapi.core.event.Event;
import balanceapi.core.provider.Asked;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Where balance records live. Every method may throw {@link StoreUnavailable}; then nothing of that call may
 * be relied on, and the caller repeats the whole event, which is harmless.
 *
 * <p>Reads are strongly consistent unless they say otherwise.
 */
public interface AccountStore extends CustomerStore, ReservationStore {

  /** The most accounts that are walked to come to a position. */
  int MOST_WALKED = 10_000;

  /** The lanes in which all accounts of an app can be walked side by side. */
  int LANES = 8;

  /**
   * The parts of the due index. Their number is fixed, whoever works them off: each takes the moves of some 500
   * accounts a second, so that together they take more than the table does.
   */
  int DUE_PARTS = 64;

  // ---- accounts

  /**
   * The account behind this id or alias, as of a moment ago: eventually consistent, the cheapest read.
   */
  Optional<Account> glance(AccountRef ref);

  /** The account behind this id or alias, as it is now. */
  Optional<Account> account(AccountRef ref);

  /** The account behind this id or alias with its open holds, in one read. */
  Optional<Book> book(AccountRef ref);

  /**
   * The accounts of these ids, in their order, without those that do not exist; eventually consistent.
   */
  List<Account> glanceAll(String app, List<String> accounts);

  /** The same as they are now. */
  List<Account> accounts(String app, List<String> accounts);

  /**
   * Stores an account under the condition that the stored one has this account's version.
   *
   * @return the account as stored, or empty when another change came first
   */
  Optional<Account> save(Account account);

  /** The account that this bank account is, if it was claimed. */
  Optional<String> accountOf(String app, Identity identity);

  /**
   * Claims an id for a bank account; the first claim of a life wins. Lists the account for its app and its
   * customer.
   *
   * @return the id that won
   */
  String claim(AccountRef ref, Identity identity);

  /** Takes back a claim of this id, which turned out to be another bank account's. */
  void disclaim(AccountRef ref, Identity identity);

  /** Makes an id another name of this account; an id that is taken stays what it is. */
  void alias(String app, String id, AccountRef ref);

  /** The ids of the customer's accounts. */
  List<String> accountsOfCustomer(String app, String customer);

  /** The ids of the app's accounts after this place, a page; eventually consistent. */
  Page<String> accountsOfApp(String app, Optional<String> after, int limit);

  /**
   * The ids of the app's accounts in one lane after this place, a page; eventually consistent. Each account is in
   * one lane.
   *
   * @param lane from 0, less than {@link #LANES}
   */
  Page<String> accountsOfApp(String app, int lane, Optional<String> after, int limit);

  /**
   * The ids of the app's accounts from a position on, in the same order; eventually consistent. What a count
   * does not let pass over is walked, which is bounded.
   *
   * @param offset how many accounts come before, from 0
   */
  Slice accountsOfApp(String app, long offset, int limit);

  /** How many accounts the app has; eventually consistent. */
  long countOfAccounts(String app);

  // ---- records

  Optional<RecordState> record(String app, String record);

  /** Stores a record under the condition of its version, as {@link #save} does. */
  Optional<RecordState> save(String app, RecordState state);

  /** Lists a record for its customer: before anything of it is stored, or an erasure would not find it. */
  void login(String app, String customer, String record, Optional<Instant> bornAt);

  /** Makes an account one of the record's. */
  void enlist(String app, String record, String account);

  List<String> accountsOfRecord(String app, String record);

  // ---- observations

  /** The observation of one pull, if it was put into the history. */
  Optional<Observation> observation(AccountRef ref, Observation.Pull pull);

  /**
   * Puts an observation into the history, unless the history knows a later revision of it.
   *
   * @return whether the history holds this revision now
   */
  boolean remember(AccountRef ref, Observation observation);

  /**
   * Observations of the history whose pulls started within these instants, both included, newest start
   * first, a page; eventually consistent.
   *
   * @param after the place where the previous page ended
   */
  Page<Observation> observations(
      AccountRef ref, Instant from, Instant to, Optional<String> after, int limit);

  // ---- transactions

  /** What was put away of one kind and may be dated within these instants, both included. */
  List<Held> settled(AccountRef ref, Settled kind, Instant from, Instant to);

  /**
   * What was put away of one kind under instants within these two, both included, newest first, a page;
   * eventually consistent.
   *
   * @param after the place where the previous page ended
   */
  Page<Transaction> settledPage(
      AccountRef ref, Settled kind, Instant from, Instant to, Optional<String> after, int limit);

  /**
   * Which of these accounts have or had a transaction of this id, in their order; eventually consistent.
   * What it is now, {@link #book} and {@link #transaction} say.
   */
  List<String> accountsWith(String app, List<String> accounts, String transaction);

  /** What is stored of this transaction, besides what the open holds say. */
  Optional<Held> transaction(AccountRef ref, String id);

  /**
   * Stores a transaction that is seen for the first time; a posting is put away at once.
   *
   * @return what was stored of it already; then nothing was changed
   */
  Optional<Held> add(AccountRef ref, Transaction transaction);

  /**
   * Joins what is known of a posting, or of a hold that is over, into what is stored of it.
   *
   * @param known what is known; its revision is that of the stored form which it contains, 0 for none. When
   *     another revision is stored by now, it is read and joined, for one more write
   */
  void settle(AccountRef ref, Held known, Place place);

  /**
   * Stores an open hold, under the condition of its revision (0: it was not open).
   *
   * @return whether it was stored; false when another change came first
   */
  boolean keepOpen(AccountRef ref, Held hold);

  /** Takes a hold out of the open ones, under the condition of its revision. */
  boolean close(AccountRef ref, Held hold);

  // ---- events

  /** What is kept of this event, if anything; eventually consistent. */
  Optional<Receipt> receipt(AccountRef ref, String event);

  /** What is kept of this event now, if anything. */
  Optional<Receipt> keptReceipt(AccountRef ref, String event);

  /**
   * Keeps an event: its identity, its first receipt, and what it says where applying it takes several
   * writes.
   *
   * @return what was kept of it already; then nothing was changed
   */
  Optional<Receipt> receive(
      AccountRef ref, String event, Optional<Event.Transactions> content, Instant now);

  /** The first receipt of an undated event of a record: this one, or the one that is kept. */
  Instant firstReceipt(String app, String record, String event, Instant now);

  // ---- requests for fresh figures

  /** Keeps a request, in the place of an older one of the same record and kind; it goes with its record. */
  void ask(String app, Asked asked);

  /** The newest request of this record and kind, if it is kept. */
  Optional<Asked> asked(String app, String record, Asked.Kind kind);

  // ---- the due index

  /**
   * What is due of a part of the index by this time, the oldest first, a page; eventually consistent.
   *
   * @param part from 0, less than {@link #DUE_PARTS}
   * @param after the place where the previous page ended
   */
  Page<Due> due(int part, Instant time, Optional<Due> after, int limit);

  /**
   * Puts off what cannot be done now.
   *
   * @param until until when, by how often it was put off already since it was last changed
   * @return whether it was still due as stated
   */
  boolean park(Due due, IntFunction<Instant> until);

  // ---- what they give and take

  /**
   * An account with its open holds.
   *
   * @param account the account
   * @param open its open holds by id
   */
  record Book(Account account, Map<String, Held> open) {}

  /**
   * A transaction as it is stored in one place: among the open holds, or for good.
   *
   * @param transaction what is known of it
   * @param revision marks the state of that item; 0 when there is none
   * @param place where it was put away, if it was
   */
  record Held(Transaction transaction, long revision, Optional<Place> place) {
    public Held(Transaction transaction, long revision) {
      this(transaction, revision, Optional.empty());
    }
  }

  /**
   * Where a transaction is put away.
   *
   * @param kind among what
   * @param at under which instant: a posting's own, also for the hold that it took, so that whoever reads
   *     one of the two reads the other; for any other hold that of its beginning
   */
  record Place(Settled kind, Instant at) {}

  /**
   * A page of a list.
   *
   * @param items what is on it
   * @param next the place where it ended; empty on the last page
   */
  record Page<T>(List<T> items, Optional<String> next) {}

  /**
   * A page of the app's accounts by its position.
   *
   * @param total how many accounts the app has
   * @param page the page; empty where more than {@link #MOST_WALKED} would have to be walked to it
   */
  record Slice(long total, Optional<Page<String>> page) {}

  /** What was put away. */
  enum Settled {
    /** Postings. */
    POSTINGS,
    /** Holds that expired, were dropped or were removed. */
    HOLDS,
    /** Holds that a posting took. */
    MERGED
  }

  /**
   * What is kept of a received event.
   *
   * @param at its first receipt
   * @param content what it says, of an event that takes several writes
   */
  record Receipt(Instant at, Optional<Event.Transactions> content) {}

  /**
   * Something that is due.
   *
   * @param task what is to be done
   * @param at since when
   */
  record Due(Task task, Instant at) {}

  /** What the schedule finds to do. */
  sealed interface Task {

    /** The app whose it is. */
    String app();

    /** An account to recompute. */
    record Refresh(AccountRef ref) implements Task {
      @Override
      public String app() {
        return ref.app();
      }
    }

    /** A customer who was erased. */
    record ForgetCustomer(String app, String customer) implements Task {}

    /** An app that was deleted. */
    record ForgetApp(String app) implements Task {}
  }
}
