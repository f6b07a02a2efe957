package balanceapi.platform.dynamo;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.store.AccountStore.Receipt;
import balanceapi.core.transaction.Transaction;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Fills a table with accounts that are all like one, which the real code made out of events: a hundred
 * thousand of them would take hours by webhook. Each item goes through the store's own mapping, so that the
 * copies are what the same events would have left of each account; a test compares the two.
 *
 * <p>Only an account's own partition is copied. Its customer, its connection and its line in the app's
 * directory are not: the refresh reads none of them.
 *
 * <p>It stands in this package because the mapping does.
 */
public final class Seeder {

  private static final int BATCH = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** One item of the model, for another account. */
  @FunctionalInterface
  private interface Copy extends BiFunction<AccountRef, Identity, Map<String, AttributeValue>> {}

  private final DynamoDbClient client;
  private final String table;
  private final List<Copy> copies = new ArrayList<>();

  /**
   * Reads the model.
   *
   * @param model an account that is there
   */
  public Seeder(DynamoDbClient client, String table, AccountRef model) {
    this.client = client;
    this.table = table;
    Query partition =
        Query.items(Keys.account(model), Keys.BALANCE, "TRANSACTION" + Keys.END);
    for (Map<String, AttributeValue> item : new Table(client, table).all(partition)) {
      copies.add(copy(item.get("sk").s(), item));
    }
  }

  /** A client as the functions have it, with this beside it, and with the patience that long batches need. */
  public static DynamoDbClient client(Config config, ExecutionInterceptor meter) {
    var builder = DynamoClients.builder(config);
    return builder
        .overrideConfiguration(
            builder.overrideConfiguration().toBuilder().addExecutionInterceptor(meter).build())
        .httpClientBuilder(DynamoClients.http().socketTimeout(PATIENCE))
        .build();
  }

  /** The partition key of an account. */
  public static String partition(AccountRef ref) {
    return Keys.account(ref);
  }

  /** Writes these accounts, each with its identity, in the place of whatever is there. */
  public void write(Map<AccountRef, Identity> accounts) {
    List<WriteRequest> batch = new ArrayList<>();
    accounts.forEach(
        (ref, identity) -> {
          for (Copy copy : copies) {
            Map<String, AttributeValue> item = copy.apply(ref, identity);
            batch.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
            if (batch.size() == BATCH) {
              flush(batch);
            }
          }
        });
    if (!batch.isEmpty()) {
      flush(batch);
    }
  }

  private void flush(List<WriteRequest> batch) {
    List<WriteRequest> puts = List.copyOf(batch);
    batch.clear();
    // A busy machine may take longer over a batch than a function would wait.
    var answer =
        client.batchWriteItem(
            write ->
                write
                    .requestItems(Map.of(table, puts))
                    .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE)));
    if (answer.hasUnprocessedItems() && !answer.unprocessedItems().isEmpty()) {
      throw new IllegalStateException("DynamoDB left items of a batch unwritten");
    }
  }

  private static Copy copy(String sk, Map<String, AttributeValue> item) {
    if (sk.equals(Keys.BALANCE)) {
      Account account = AccountItems.account(item);
      return (ref, identity) -> balance(account, ref, identity);
    }
    if (sk.startsWith(Keys.OBSERVED)) {
      Observation observation = AccountItems.observation(item.get("o"));
      return (ref, identity) -> AccountItems.item(ref, observation);
    }
    if (sk.startsWith(Keys.HOLD) || sk.startsWith(Keys.TRANSACTION)) {
      Transaction transaction = TransactionItems.transaction(item);
      long revision = Attributes.number(item.get("n"));
      Optional<AttributeValue> date = Optional.ofNullable(item.get("date"));
      return (ref, identity) ->
          TransactionItems.item(ref, sk, transaction, revision).with("date", date, d -> d).map();
    }
    if (sk.startsWith(Keys.INBOX)) {
      Receipt receipt = TransactionItems.receipt(item);
      String event = sk.substring(Keys.INBOX.length());
      return (ref, identity) ->
          TransactionItems.inbox(
              Keys.account(ref),
              event,
              receipt.content().map(content -> renamed(content, ref, identity)),
              receipt.at());
    }
    throw new IllegalStateException("an account has an item that is not known here: " + sk);
  }

  private static Map<String, AttributeValue> balance(
      Account like, AccountRef ref, Identity identity) {
    return AccountItems.item(
        new Account(
            ref,
            identity,
            like.profile(),
            like.connection(),
            like.observation(),
            like.pulls(),
            like.feed(),
            like.figures(),
            like.computedAt(),
            like.applying(),
            like.reserved(),
            like.thresholds(),
            like.bornAt(),
            like.createdAt(),
            like.version()));
  }

  private static Event.Transactions renamed(
      Event.Transactions content, AccountRef ref, Identity identity) {
    return new Event.Transactions(
        content.envelope(),
        new AccountNames(Optional.of(ref.account()), identity.number()),
        content.items(),
        content.pendingComplete(),
        content.skipped());
  }
}
