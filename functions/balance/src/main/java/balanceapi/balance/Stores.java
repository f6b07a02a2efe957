package balanceapi.balance;

import balanceapi.core.app.AppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.CheckStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoCheckStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.DynamoNotificationStore;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What is kept, of one table. */
record Stores(
    AppStore apps, AccountStore accounts, CheckStore checks, NotificationStore notifications) {

  Stores {
    Objects.requireNonNull(apps, "apps");
    Objects.requireNonNull(accounts, "accounts");
    Objects.requireNonNull(checks, "checks");
    Objects.requireNonNull(notifications, "notifications");
  }

  /** Those of the table that {@code TABLE_NAME} names. */
  static Stores of(DynamoDbClient client, Config config) {
    String table = config.required(DynamoClients.TABLE);
    return new Stores(
        new DynamoAppStore(client, table),
        new DynamoAccountStore(client, table),
        new DynamoCheckStore(client, table),
        new DynamoNotificationStore(client, table));
  }
}
