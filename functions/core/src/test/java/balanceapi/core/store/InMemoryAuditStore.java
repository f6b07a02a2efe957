package balanceapi.core.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far the audit is, in memory, for tests. */
public final class InMemoryAuditStore implements AuditStore {

  private final Map<Integer, Progress> lanes = new HashMap<>();

  @Override
  public synchronized Optional<Progress> progress(int lane) {
    return Optional.ofNullable(lanes.get(lane));
  }

  @Override
  public synchronized Optional<Progress> save(Progress progress) {
    long stored = progress(progress.lane()).map(Progress::version).orElse(0L);
    if (stored != progress.version()) {
      return Optional.empty();
    }
    Progress next = progress.stored(stored + 1);
    lanes.put(next.lane(), next);
    return Optional.of(next);
  }
}
