package balanceapi.platform.dynamo;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.store.NotificationStoreContract;

class DynamoNotificationStoreTest extends NotificationStoreContract {

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  @Override
  protected AccountStore empty() {
    return new DynamoAccountStore(dynamo.client(), dynamo.table());
  }

  @Override
  protected NotificationStore notifications() {
    return new DynamoNotificationStore(dynamo.client(), dynamo.table());
  }
}
