package balanceapi.platform.dynamo;

import balanceapi.core.store.CheckStore;
import balanceapi.core.store.CheckStoreContract;

class DynamoCheckStoreTest extends CheckStoreContract {

  @Override
  protected CheckStore empty() {
    LocalDynamo dynamo = LocalDynamo.fresh();
    return new DynamoCheckStore(dynamo.client(), dynamo.table());
  }
}
