package balanceapi.core.cases;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;

class AcceptanceCasesTest extends AcceptanceCases {

  @Override
  protected AccountStore store() {
    return new InMemoryStore();
  }
}
