package balanceapi.platform.dynamo;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStoreContract;

class DynamoAccountStoreTest extends AccountStoreContract {

  private static final int SHARDS = 4;

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  @Override
  protected AccountStore empty() {
    return new DynamoAccountStore(dynamo.client(), dynamo.table(), SHARDS);
  }

  @Override
  protected int shards() {
    return SHARDS;
  }
}
