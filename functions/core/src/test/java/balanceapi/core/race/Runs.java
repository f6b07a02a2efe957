package balanceapi.core.race;

import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.RefreshDue;
import java.time.Instant;
import java.util.Optional;

/** The scheduled run over all that is due in a store: the only place here that knows how it is started. */
final class Runs {

  private final App app;
  private final int[] parts;

  /** Over these parts of the due index: those in which there is anything. */
  Runs(App app, int[] parts) {
    this.app = app;
    this.parts = parts;
  }

  void run(AccountStore store, Instant time) {
    RefreshDue due =
        new RefreshDue(
            store, id -> Optional.of(app), new ForgetApp(store, new InMemoryAppStore()), () -> time);
    for (int part : parts) {
      RefreshDue.Shard shard = new RefreshDue.Shard(part, AccountStore.DUE_PARTS);
      due.shard(shard, time, false, () -> true, NOBODY);
    }
  }

  /** Nothing leaves: what fails here fails the test. */
  private static final RefreshDue.Leaving NOBODY =
      new RefreshDue.Leaving() {
        @Override
        public void later(Task task) {
          throw new AssertionError(task + " takes long");
        }

        @Override
        public void failed(RefreshDue.Failure failure) {
          throw new AssertionError(failure.due() + " failed", failure.fault());
        }
      };
}
