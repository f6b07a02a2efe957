package balanceapi.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.store.AuditStore.Place;
import balanceapi.core.store.AuditStore.Progress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of the audit's progress does; each store's test extends it. */
public abstract class AuditStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  /** A store with nothing in it. */
  protected abstract AuditStore empty();

  @Test
  void progress_comes_back_as_it_was_saved() {
    AuditStore store = empty();
    assertEquals(Optional.empty(), store.progress(3));
    Progress first = Progress.start(3, NOW, NOW.plusSeconds(1), 72_000, 0);
    Progress saved = store.save(first).orElseThrow();
    assertEquals(first.stored(1), saved);
    assertEquals(Optional.of(saved), store.progress(3));
    assertEquals(Optional.empty(), store.progress(2));
    Place inside = new Place(Optional.of("64f0000000000000000000aa"), Optional.of("acc 1773140400000"));
    Progress later = store.save(saved.at(Optional.of(inside), 100)).orElseThrow();
    assertEquals(Optional.of(later), store.progress(3));
    assertEquals(71_900, later.left());
    Progress over = store.save(later.at(Optional.empty(), 0)).orElseThrow();
    assertEquals(Optional.of(over), store.progress(3));
  }

  @Test
  void of_two_who_go_on_from_one_place_the_first_wins() {
    AuditStore store = empty();
    Progress start = Progress.start(0, NOW, NOW, 10, 0);
    Progress saved = store.save(start).orElseThrow();
    assertEquals(Optional.empty(), store.save(start.at(Optional.empty(), 1)));
    assertTrue(store.save(saved.at(Optional.empty(), 1)).isPresent());
    assertEquals(Optional.empty(), store.save(saved.at(Optional.empty(), 2)));
    assertEquals(9, store.progress(0).orElseThrow().left());
  }
}
