package balanceapi.core.app;

class InMemoryAppStoreTest extends AppStoreContract {
  @Override
  protected AppStore empty() {
    return new InMemoryAppStore();
  }
}
