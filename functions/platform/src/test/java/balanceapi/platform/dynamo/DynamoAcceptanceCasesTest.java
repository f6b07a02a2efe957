package balanceapi.platform.dynamo;

import balanceapi.core.cases.AcceptanceCases;
import balanceapi.core.store.AccountStore;

/** The acceptance cases on the store as it is deployed. */
class DynamoAcceptanceCasesTest extends AcceptanceCases {

  @Override
  protected AccountStore store() {
    LocalDynamo dynamo = LocalDynamo.fresh();
    return new DynamoAccountStore(dynamo.client(), dynamo.table());
  }
}
