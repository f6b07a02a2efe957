package balanceapi.platform.dynamo;

import balanceapi.core.store.AuditStore;
import balanceapi.core.store.AuditStoreContract;

final class DynamoAuditStoreTest extends AuditStoreContract {

  @Override
  protected AuditStore empty() {
    LocalDynamo dynamo = LocalDynamo.fresh();
    return new DynamoAuditStore(dynamo.client(), dynamo.table());
  }
}
