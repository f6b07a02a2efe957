package balanceapi.core.store;

class InMemoryCheckStoreTest extends CheckStoreContract {

  @Override
  protected CheckStore empty() {
    return new InMemoryCheckStore();
  }
}
