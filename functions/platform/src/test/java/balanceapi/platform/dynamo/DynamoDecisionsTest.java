package balanceapi.platform.dynamo;

import balanceapi.core.decision.DecisionsContract;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.CheckStore;

class DynamoDecisionsTest extends DecisionsContract {

  private LocalDynamo dynamo;

  @Override
  protected AccountStore empty() {
    dynamo = LocalDynamo.fresh();
    return new DynamoAccountStore(dynamo.client(), dynamo.table());
  }

  @Override
  protected CheckStore checks() {
    return new DynamoCheckStore(dynamo.client(), dynamo.table());
  }
}
