package balanceapi.core.decision;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.CheckStore;
import balanceapi.core.store.InMemoryCheckStore;
import balanceapi.core.store.InMemoryStore;

class InMemoryDecisionsTest extends DecisionsContract {

  @Override
  protected AccountStore empty() {
    return new InMemoryStore();
  }

  @Override
  protected CheckStore checks() {
    return new InMemoryCheckStore();
  }
}
