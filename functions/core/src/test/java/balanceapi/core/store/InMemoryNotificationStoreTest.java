package balanceapi.core.store;

class InMemoryNotificationStoreTest extends NotificationStoreContract {

  private AccountStore accounts;

  @Override
  protected AccountStore empty() {
    accounts = new InMemoryStore();
    return accounts;
  }

  @Override
  protected NotificationStore notifications() {
    return new InMemoryNotificationStore(accounts);
  }
}
