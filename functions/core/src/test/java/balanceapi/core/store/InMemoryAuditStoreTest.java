package balanceapi.core.store;

final class InMemoryAuditStoreTest extends AuditStoreContract {

  @Override
  protected AuditStore empty() {
    return new InMemoryAuditStore();
  }
}
