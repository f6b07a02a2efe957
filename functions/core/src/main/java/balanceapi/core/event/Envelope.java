package balanceapi.core.event;

import java.time.Instant;
import java.util.Optional;

/**
 * What every event says.
 *
 * @param event the event's identity: a digest of its {@code webhook-id}, else of its bytes
 * @param startedAt when the pull started
 * @param endedAt when the bank's answer was complete
 * @param receivedAt when it came in first
 * @param record the connection's id
 * @param customer the customer's id
 * @param bank the bank's id
 * @param bankName the bank's name
 * @param country the bank's country, ISO 3166
 * @param options the widget's options, free data of the app, as JSON in one form: equal options, equal texts
 */
public record Envelope(
    String event,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Instant receivedAt,
    String record,
    String customer,
    String bank,
    Optional<String> bankName,
    Optional<String> country,
    Optional<String> options) {

  /** An event of a widget without options. */
  public Envelope(
      String event,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Instant receivedAt,
      String record,
      String customer,
      String bank,
      Optional<String> bankName,
      Optional<String> country) {
    this(
        event,
        startedAt,
        endedAt,
        receivedAt,
        record,
        customer,
        bank,
        bankName,
        country,
        Optional.empty());
  }

  /** The instant that the event speaks of: its end, else its start, else its first receipt. */
  public Instant asOf() {
    return endedAt.or(() -> startedAt).orElse(receivedAt);
  }

  /** When its pull started, as far as it says. */
  public Instant started() {
    return startedAt.orElseGet(this::asOf);
  }

  /** Says whether its instant is that of its first receipt, which must be kept. */
  public boolean isUndated() {
    return endedAt.isEmpty() && startedAt.isEmpty();
  }

  public Envelope receivedAt(Instant first) {
    return new Envelope(
        event, startedAt, endedAt, first, record, customer, bank, bankName, country, options);
  }
}
