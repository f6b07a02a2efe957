package balanceapi.core.store;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.CheckId;
import balanceapi.core.store.AccountStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The store of decisions in memory. */
public final class InMemoryCheckStore implements CheckStore {

  private record Kept(Check check, Instant until) {}

  private final Map<CheckId, Kept> kept = new HashMap<>();

  @Override
  public synchronized void keep(List<Check> checks, Duration time) {
    checks.forEach(check -> kept.put(check.id(), new Kept(check, check.id().at().plus(time))));
  }

  @Override
  public synchronized Optional<Check> find(CheckId id, Instant now) {
    return Optional.ofNullable(kept.get(id)).filter(each -> each.until.isAfter(now)).map(Kept::check);
  }

  @Override
  public synchronized Page<Check> list(
      AccountRef ref, Optional<String> after, int limit, Instant now) {
    List<Check> newestFirst =
        kept.values().stream()
            .filter(each -> each.until.isAfter(now))
            .map(Kept::check)
            .filter(check -> check.id().account().equals(ref))
            .sorted(Comparator.comparing((Check check) -> place(check)).reversed())
            .filter(check -> after.filter(at -> place(check).compareTo(at) >= 0).isEmpty())
            .toList();
    List<Check> items = newestFirst.subList(0, Math.min(limit, newestFirst.size()));
    return new Page<>(
        items,
        newestFirst.size() > limit ? Optional.of(place(items.getLast())) : Optional.empty());
  }

  private static String place(Check check) {
    return "%020d#%016x".formatted(check.id().at().toEpochMilli(), check.id().chance());
  }

  /** How many there are. */
  public synchronized int count() {
    return kept.size();
  }
}
