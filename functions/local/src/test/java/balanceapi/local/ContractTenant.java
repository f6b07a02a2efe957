package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An app of which the examples in the API's description are true: it has what {@code events/bodies/} say, under
 * the ids that the examples name. Their {@code 2026-11-22T09:00:00Z}, the {@code as_of} of the balance, is a
 * quarter of an hour ago; every other date in a request lies as far from it as there.
 */
final class ContractTenant {

  private static final Path BODIES = Path.of("../../events/bodies");
  private static final Instant DOCUMENTED = Instant.parse("2026-11-22T09:00:00Z");
  private static final Pattern DATES =
      Pattern.compile("(20[0-9]{2}-[0-9]{2}-[0-9]{2})(T[0-9:.]+Z)?(?![0-9T])");

  private final LocalStack stack;
  private final Tenant tenant;
  private final Instant asOf;
  private final Map<String, String> ids;

  private ContractTenant(LocalStack stack, Tenant tenant, Instant asOf, Map<String, String> ids) {
    this.stack = stack;
    this.tenant = tenant;
    this.asOf = asOf;
    this.ids = ids;
  }

  static ContractTenant create(LocalStack stack) throws Exception {
    return create(stack, "contract-" + UUID.randomUUID());
  }

  /** One that is told of nothing. */
  static ContractTenant untold(LocalStack stack) throws Exception {
    return create(stack, null);
  }

  private static ContractTenant create(LocalStack stack, String endpoint) throws Exception {
    String url = endpoint == null ? null : EndToEnd.receiver().url(endpoint);
    Tenant tenant = Tenant.create(stack, Json.object().put("name", "Contract").put("callback_url", url));
    Instant asOf = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(15));
    String app = "/apps/" + tenant.appId();
    Map<String, String> ids =
        Map.of(
            "app_id", tenant.appId(),
            "key_id", made(stack, app + "/keys", "key_id"),
            "secret_id", made(stack, app + "/webhook-secrets", "secret_id"),
            "notification_secret_id", made(stack, app + "/notification-secrets", "secret_id"),
            "account_id", "64ba00000000000000000001",
            "customer_id", "63d400000000000000000001",
            "customer", "63d400000000000000000001",
            "record_id", "64bb00000000000000000001",
            "record", "64bb00000000000000000001",
            "nuban", "2000000001");
    ContractTenant made = new ContractTenant(stack, tenant, asOf, new HashMap<>(ids));
    made.furnish();
    made.decide();
    tenant.post("/accounts/" + ids.get("account_id") + "/refresh", "{}").expect(202);
    if (endpoint != null) {
      made.toldOf(endpoint);
    }
    return made;
  }

  /** Made before the functions remember the app. */
  private static String made(LocalStack stack, String path, String name) throws Exception {
    return Tenant.send(
            Tenant.at(stack.url(), path)
                .header("authorization", "Bearer " + stack.secret("ADMIN_TOKEN"))
                .POST(BodyPublishers.noBody()))
        .expect(201)
        .json()
        .path(name)
        .asText();
  }

  private void furnish() throws Exception {
    happened("auth", Duration.ofDays(-3), UnaryOperator.identity());
    happened("balance-later", Duration.ofDays(-2), UnaryOperator.identity());
    happened("balance", Duration.ZERO, UnaryOperator.identity());
    // A second of each, so that a page of one is not the last.
    happened(
        "balance",
        Duration.ZERO,
        body -> body.replace("64ba00000000000000000001", "64ba00000000000000000002").replace("2000000001", "2000000002"));
    // And one at a bank of the sandbox, of a customer of its own.
    happened(
        "balance",
        Duration.ZERO,
        body ->
            body.replace("64ba00000000000000000001", "64ba00000000000000000009")
                .replace("63d400000000000000000001", "63d400000000000000000009")
                .replace("64bb00000000000000000001", "64bb00000000000000000009")
                .replace("2000000001", "2000000009")
                .replace("5f0c00000000000000000001", "5a0d00000000000000000001"));
    happened("transactions-pending", Duration.ofSeconds(10), UnaryOperator.identity());
    happened(
        "transactions-posted",
        Duration.ofSeconds(20),
        body -> body.replace("\"pending_transaction_id\": \"64bc00000000000000000001\",", ""));
  }

  /** Two decisions, and two reservations, so that a page of one is not the last. */
  private void decide() throws Exception {
    for (String reference : List.of("loan-15", "loan-16")) {
      ObjectNode reserving = Json.object().put("amount", "1.00").put("currency", "NGN");
      reserving.putObject("reserve").put("reference", reference).put("for", "PT2H");
      JsonNode made =
          tenant.post("/accounts/" + ids.get("account_id") + "/funds-check", reserving).expect(200).json();
      ids.put("reference", reference);
      ids.put("check_id", made.path("check_id").asText());
    }
  }

  /** Two notifications, for the same reason. The API is not asked before it has them: some tenants may ask little. */
  private void toldOf(String endpoint) throws Exception {
    EndToEnd.eventually(
        "two calls", () -> Optional.of(EndToEnd.receiver().calls(endpoint)).filter(calls -> calls.size() > 1));
    JsonNode told =
        EndToEnd.eventually(
            "two notifications",
            () -> Optional.of(tenant.get("/notifications").json().path("data")).filter(data -> data.size() > 1));
    ids.put("notification_id", told.path(0).path("id").asText());
  }

  private void happened(String file, Duration after, UnaryOperator<String> changed) throws Exception {
    String at = asOf.plus(after).toString();
    String body = changed.apply(Files.readString(BODIES.resolve(file + ".json")));
    ObjectNode event = (ObjectNode) Json.parse(body);
    tenant.applied(event.put("started_at", at).put("ended_at", at).toString());
  }

  LocalStack stack() {
    return stack;
  }

  Tenant tenant() {
    return tenant;
  }

  /** What is called so wherever it is asked for; empty when the name alone does not tell. */
  Optional<String> named(String name) {
    return Optional.ofNullable(ids.get(name));
  }

  /** The same text with its dates moved to where this tenant's are. */
  String today(String text) {
    return DATES.matcher(text).replaceAll(date -> Matcher.quoteReplacement(moved(date.group())));
  }

  private String moved(String date) {
    return date.length() > 10
        ? Instant.parse(date).plus(Duration.between(DOCUMENTED, asOf)).toString()
        : LocalDate.parse(date)
            .plusDays(ChronoUnit.DAYS.between(day(DOCUMENTED), day(asOf)))
            .toString();
  }

  private static LocalDate day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }

  JsonNode today(JsonNode example) throws Exception {
    return Json.parse(today(example.toString()));
  }
}
