package balanceapi.core.store;

class InMemoryStoreTest extends AccountStoreContract {

  @Override
  protected AccountStore empty() {
    return new InMemoryStore();
  }

  @Override
  protected int shards() {
    return 1;
  }
}
