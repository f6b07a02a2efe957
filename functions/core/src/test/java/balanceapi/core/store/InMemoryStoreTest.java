package balanceapi.core.store;

class InMemoryStoreTest extends AccountStoreContract {

  @Override
  protected AccountStore empty() {
    return new InMemoryStore();
  }
}
