package balanceapi.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One login of a customer at one bank.
 *
 * @param record its id
 * @param customer whose it is
 * @param bank at which bank
 * @param connection what happened to it
 * @param events the identities of the newest events that were applied to it
 * @param spreading the events whose effect is not on all of its accounts yet
 * @param bornAt when its customer's life here began, of one that was erased before
 * @param createdAt when its first event came in
 * @param version counts its changes; 0 before it is stored
 */
public record RecordState(
    String record,
    String customer,
    String bank,
    Connection connection,
    List<String> events,
    List<String> spreading,
    Optional<Instant> bornAt,
    Instant createdAt,
    long version) {

  private static final int MAX_EVENTS = 16;

  public static RecordState fresh(
      String record, String customer, String bank, Optional<Instant> bornAt, Instant now) {
    return new RecordState(
        record, customer, bank, Connection.NEW, List.of(), List.of(), bornAt, now, 0);
  }

  /** With an event's effect, which has still to reach its accounts. */
  public RecordState with(Connection connection, Optional<String> event) {
    List<String> recent = new ArrayList<>(events);
    TreeSet<String> open = new TreeSet<>(spreading);
    event.filter(id -> !recent.contains(id)).ifPresent(recent::add);
    event.ifPresent(open::add);
    return new RecordState(
        record,
        customer,
        bank,
        connection,
        List.copyOf(recent.subList(Math.max(0, recent.size() - MAX_EVENTS), recent.size())),
        List.copyOf(open),
        bornAt,
        createdAt,
        version);
  }

  /** With an event's effect on all of its accounts. */
  public RecordState spread(String event) {
    return new RecordState(
        record,
        customer,
        bank,
        connection,
        events,
        spreading.stream().filter(id -> !id.equals(event)).toList(),
        bornAt,
        createdAt,
        version);
  }

  public RecordState stored(long version) {
    return new RecordState(
        record, customer, bank, connection, events, spreading, bornAt, createdAt, version);
  }
}
