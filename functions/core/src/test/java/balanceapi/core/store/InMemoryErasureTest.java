package balanceapi.core.store;

import java.util.Set;

class InMemoryErasureTest extends ErasureContract {

  @Override
  protected AccountStore empty() {
    return new InMemoryStore();
  }

  @Override
  protected Set<String> left(AccountStore store) {
    return ((InMemoryStore) store).left();
  }
}
