package balanceapi.core.race;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;

class InMemoryRefreshRacesTest extends RefreshRacesContract {

  @Override
  protected AccountStore empty() {
    return new InMemoryStore();
  }
}
