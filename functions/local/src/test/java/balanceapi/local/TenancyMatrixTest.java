package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import balanceapi.local.OpenApi.Guard;
import balanceapi.local.OpenApi.Operation;
import balanceapi.local.TenancyRow.Call;
import balanceapi.local.TenancyRow.Reach;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation, with every credential, on the caller's own object, on another tenant's, and on none: over
 * HTTP against the whole deployment. The operations are those of the API's description and of the template;
 * {@link TenancyRows} says how each names an object.
 *
 * <p>Of each combination it asserts the status; that what is not the caller's own answers byte for byte like
 * what does not exist; that no answer holds a word of another tenant; and that nothing is stored differently
 * afterwards, but of the app that the caller may change.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenancyMatrixTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** So many tests that may change nothing share one look at what is stored. */
  private static final int MANY = 40;

  /** Headers that differ between any two answers. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("date", "apigw-requestid", "x-amzn-requestid", "x-amzn-trace-id");

  /** Its routes are pages for people, who have no objects there; the pages ask the operations. */
  private static final String PAGES = "DashboardFunction";

  private final List<Operation> operations = OpenApi.operations(OpenApi.FILE);
  private final Map<String, Operation> documented =
      operations.stream().collect(Collectors.toMap(Operation::key, operation -> operation));

  private final Map<String, Answered> nobodys = new HashMap<>();

  /** Of its own: it reads the whole table after each test. */
  private LocalStack stack;

  /** Who came since the table was last read: none of them may have changed anything. */
  private final List<String> unchanging = new ArrayList<>();

  private TenancyWorld world;
  private Map<String, Map<String, JsonNode>> stored;

  @BeforeAll
  void start() {
    stack = LocalStack.start(EndToEnd.options());
  }

  @AfterAll
  void stop() throws Exception {
    try {
      assertNothingChanged();
    } finally {
      if (world != null) {
        world.close();
      }
      stack.close();
    }
  }

  /** Who shows what. */
  private enum Credential {
    NONE("no %s"),
    GARBAGE("a garbage %s"),
    FORGED("its own %s under another app's id"),
    ANOTHERS("another app's %s"),
    DELETED("a deleted %s"),
    OF_A_DELETED_APP("a deleted app's %s"),
    ADMIN("the admin token"),
    OWN("the app's own %s");

    private final String words;

    Credential(String words) {
      this.words = words;
    }

    String words(Guard guard) {
      return words.formatted(guard == Guard.WEBHOOK ? "webhook secret" : "key");
    }
  }

  /** Whose object is named. */
  private enum Whose {
    OWN,
    ANOTHERS,
    NOBODYS;

    String words(String object) {
      return switch (this) {
        case OWN -> "the app's own " + object;
        case ANOTHERS -> "another tenant's " + object;
        case NOBODYS -> "the " + object + " of nobody";
      };
    }
  }

  private record Answered(int status, Map<String, List<String>> headers, String body) {

    /** What is left when ids and instants are taken out: of what is made anew each time. */
    Answered withoutChance() {
      Map<String, List<String>> fixed = new HashMap<>(headers);
      fixed.remove("content-length"); // an instant may have fewer digits
      return new Answered(
          status,
          fixed,
          body.replaceAll("[0-9a-f]{24}", "<id>")
              .replaceAll("\"90[0-9]{8}\"", "<number>").replaceAll("[0-9-]{10}T[0-9:.]+Z", "<instant>"));
    }
  }

  // ---- nothing is left out

  @Test
  void every_documented_operation_has_a_row() {
    assertEquals(List.of(), withoutRow(operations), TenancyMatrixTest::advice);
  }

  @Test
  void an_operation_without_a_row_would_be_named() {
    Operation added = new Operation("GET", "/accounts/{account_id}/owner", Guard.APP);
    assertEquals(List.of("GET /accounts/{account_id}/owner"), withoutRow(List.of(added)));
  }

  private static List<String> withoutRow(List<Operation> operations) {
    Set<String> rows =
        TenancyRows.ROWS.stream().map(TenancyRow::operation).collect(Collectors.toSet());
    return operations.stream().map(Operation::key).filter(key -> !rows.contains(key)).toList();
  }

  private static String advice() {
    return "operations of openapi.yaml without a row in the tenancy matrix. Add to TenancyRows one row for each"
        + " id, filter and cursor that the operation takes: row(\"GET /things/{thing_id}\", \"thing\","
        + " (mine, it) -> Call.get(\"/things/\" + it.thing())).answering(<status for one's own>, <status for"
        + " any other>); .changing() when a success changes something; an object of a new kind goes into"
        + " Belongings and is made in TenancyWorld";
  }

  @Test
  void every_row_is_of_a_documented_operation_or_of_one_to_come() {
    List<String> unknown =
        TenancyRows.ROWS.stream()
            .map(TenancyRow::operation)
            .filter(operation -> !documented.containsKey(operation))
            .toList();
    assertEquals(List.of(), unknown, "rows of operations that openapi.yaml does not have");
  }

  @Test
  void every_row_has_a_name_of_its_own() {
    Set<String> names = new TreeSet<>();
    for (TenancyRow row : TenancyRows.ROWS) {
      assertTrue(names.add(row.title() + " on " + row.object()), () -> row.title() + " is there twice");
    }
  }

  @Test
  void every_route_of_the_template_has_documented_operations_and_every_operation_a_route() {
    Map<String, Boolean> used = new TreeMap<>();
    List<Route> routes =
        Template.read(EndToEnd.TEMPLATE, Map.of(), URI.create("http://127.0.0.1:9324")).routes();
    routes.forEach(
        route ->
            used.put(route.key(), route.isDefault() || route.function().equals(PAGES) || isWidget(route)));
    for (Operation operation : operations) {
      for (String path : paths(operation)) {
        Route taken =
            routes.stream()
                .filter(route -> route.match(operation.method(), path).isPresent())
                .findFirst()
                .orElseThrow();
        assertFalse(taken.isDefault(), () -> operation.method() + " " + path + " has no route of its own");
        assertEquals(
            operation.guard() == Guard.APP || operation.guard() == Guard.ADMIN,
            taken.authorizer().isPresent(),
            () -> "the authorizer of " + taken.key() + ", which takes " + operation.key());
        used.put(taken.key(), true);
      }
    }
    used.forEach(
        (route, isUsed) ->
            assertTrue(
                isUsed,
                () -> "no operation of openapi.yaml comes in by " + route + ", so the matrix does not try it"));
  }

  /** The widget has pages and steps of its own, no keys and no ids of theirs: ConnectTest tries them. */
  private static boolean isWidget(Route route) {
    return route.function().equals("SandboxFunction") && route.authorizer().isEmpty();
  }

  /** Where an operation is reached; the old dialect under each of its base URLs. */
  private static List<String> paths(Operation operation) {
    String sandbox = TenancyRows.SANDBOX_BASES.getFirst() + "/customers/";
    if (operation.path().startsWith(sandbox)) {
      return TenancyRows.SANDBOX_BASES.stream()
          .map(base -> operation.path().replace(sandbox, base + "/customers/"))
          .toList();
    }
    return operation.path().startsWith("/v2/")
        ? TenancyRows.V2_BASES.stream().map(base -> operation.path().replaceFirst("^/v2", base)).toList()
        : List.of(operation.path());
  }

  @Test
  void both_tenants_have_one_of_everything() throws Exception {
    world().assertFurnished();
  }

  // ---- the matrix

  @TestFactory
  Stream<DynamicNode> matrix() {
    Map<String, List<DynamicTest>> tests = new LinkedHashMap<>();
    for (TenancyRow row : TenancyRows.ROWS) {
      tests.computeIfAbsent(row.operation(), key -> new ArrayList<>()).addAll(tests(row));
    }
    return tests.entrySet().stream()
        .map(operation -> dynamicContainer(operation.getKey(), operation.getValue()));
  }

  // The name is also in the failure: Maven's report counts the tests of a factory and names none.
  private List<DynamicTest> tests(TenancyRow row) {
    Guard guard = documented.get(row.operation()).guard();
    List<DynamicTest> tests = new ArrayList<>();
    for (Credential credential : credentials(guard)) {
      for (Whose whose : row.namesNothing() ? List.of(Whose.OWN) : List.of(Whose.values())) {
        String name = name(row, guard, credential, whose);
        tests.add(dynamicTest(name, () -> assertAll(name, () -> verify(row, guard, credential, whose))));
      }
    }
    return tests;
  }

  private List<Credential> credentials(Guard guard) {
    return Stream.of(Credential.values())
        .filter(credential -> credential != Credential.FORGED || guard != Guard.WEBHOOK)
        .toList();
  }

  private static String name(TenancyRow row, Guard guard, Credential credential, Whose whose) {
    return row.title()
        + " with "
        + credential.words(guard)
        + (row.namesNothing() ? "" : " on " + whose.words(row.object()));
  }

  private void verify(TenancyRow row, Guard guard, Credential credential, Whose whose) throws Exception {
    TenancyWorld here = world();
    Belongings mine = here.mine.belongings();
    Belongings named = named(here, whose);
    int expected = expected(row, guard, credential, whose);
    boolean succeeds = expected / 100 == 2;
    String reached = (row.reach() == Reach.EVERY_APP ? named : mine).app();
    boolean mayChange = succeeds && credential == right(guard);
    boolean writes = mayChange && row.changes() && !reached.equals(here.others.belongings().app());
    if (mayChange) {
      assertNothingChanged();
    }
    Map<String, Map<String, JsonNode>> before = stored();
    List<String> othersAnswers = writes ? here.others.answers() : List.of();

    if (!mayChange) {
      unchanging.add(name(row, guard, credential, whose));
    }
    Answered answered = send(here, guard, credential, row.call().apply(mine, named));

    assertEquals(expected, answered.status(), answered::body);
    if (!isOwn(row, guard, credential, whose)) {
      Answered toNobodys = toNobodys(row, guard, credential);
      assertEquals(
          row.makes() ? toNobodys.withoutChance() : toNobodys,
          row.makes() ? answered.withoutChance() : answered);
    }
    assertSaysNothingOfOthers(here, guard, credential, answered);
    if (!succeeds) {
      assertRefusalInItsDialect(row, answered);
    }
    if (mayChange) {
      stored = null; // whatever comes, the next test does not rely on it
      stored = here.stored();
      assertUnchanged(before, stored, Set.of(reached), List.of());
    } else if (unchanging.size() >= MANY) {
      assertNothingChanged();
    }
    if (writes) {
      assertEquals(othersAnswers, here.others.answers());
    }
    if (mayChange) {
      row.after().check(here, named);
    }
    if (mayChange && row.changes()) {
      // Also when it named nothing that there is: what it did may make the tenant told of something, later.
      world = here.renewed(reached);
      stored = null;
    }
  }

  /** Reads the table after many who may change nothing, for to read it takes longer than to ask. */
  private void assertNothingChanged() throws Exception {
    if (unchanging.isEmpty()) {
      return;
    }
    List<String> who = List.copyOf(unchanging);
    unchanging.clear();
    Map<String, Map<String, JsonNode>> before = stored();
    stored = null;
    stored = world().stored();
    assertUnchanged(before, stored, Set.of(), who);
  }

  /** What is stored, as the test before has found it. */
  private Map<String, Map<String, JsonNode>> stored() throws Exception {
    if (stored == null) {
      stored = world().stored();
    }
    return stored;
  }

  /** What this credential is answered about an object that nobody has; asked once. */
  private Answered toNobodys(TenancyRow row, Guard guard, Credential credential) throws Exception {
    String asked = row.title() + " on " + row.object() + " with " + credential;
    if (!nobodys.containsKey(asked)) {
      Belongings mine = world.mine.belongings();
      nobodys.put(asked, send(world, guard, credential, row.call().apply(mine, mine.ofNobody())));
    }
    return nobodys.get(asked);
  }

  /** Whether the answer may differ from that for an object that nobody has. */
  private static boolean isOwn(TenancyRow row, Guard guard, Credential credential, Whose whose) {
    return credential == right(guard)
        && (whose == Whose.OWN || whose == Whose.ANOTHERS && row.reach() == Reach.EVERY_APP);
  }

  private static int expected(TenancyRow row, Guard guard, Credential credential, Whose whose) {
    int rightful = isOwn(row, guard, right(guard), whose) ? row.own() : row.foreign();
    return switch (guard) {
      case OPEN -> row.own();
      case APP ->
          switch (credential) {
            case OWN -> rightful;
            case ANOTHERS -> row.foreign();
            case ADMIN -> 403;
            default -> 401;
          };
      case ADMIN ->
          switch (credential) {
            case ADMIN -> rightful;
            case OWN, ANOTHERS -> 403;
            default -> 401;
          };
      case WEBHOOK -> credential == Credential.OWN ? rightful : 401;
    };
  }

  private static Credential right(Guard guard) {
    return guard == Guard.ADMIN ? Credential.ADMIN : Credential.OWN;
  }

  private static Belongings named(TenancyWorld world, Whose whose) {
    return switch (whose) {
      case OWN -> world.mine.belongings();
      case ANOTHERS -> world.others.belongings();
      case NOBODYS -> world.mine.belongings().ofNobody();
    };
  }

  private static void assertSaysNothingOfOthers(
      TenancyWorld world, Guard guard, Credential credential, Answered answered) {
    if (guard == Guard.ADMIN && credential == Credential.ADMIN) {
      return; // sees every app
    }
    List<String> marks = new ArrayList<>(world.others.belongings().marks());
    marks.add(world.others.tenant().told("token"));
    marks.add(world.others.tenant().told("key"));
    if (credential != Credential.OWN) {
      marks.addAll(world.mine.belongings().marks());
    }
    if (credential != Credential.ANOTHERS) {
      marks.add(world.stranger.appId());
    }
    for (String mark : marks) {
      assertFalse(answered.body().contains(mark), () -> "a word of another tenant: " + answered.body());
    }
  }

  private static void assertRefusalInItsDialect(TenancyRow row, Answered answered) throws Exception {
    JsonNode body = Json.parse(answered.body());
    boolean isV2 = row.operation().contains(" /v2/");
    assertEquals(
        List.of(isV2 ? "application/json" : "application/problem+json"),
        answered.headers().get("content-type"));
    if (isV2) {
      assertEquals("error", body.path("status").asText());
      assertFalse(body.path("message").asText().isBlank());
    } else {
      assertEquals(answered.status(), body.path("status").asInt());
      assertFalse(body.path("code").asText().isBlank());
    }
  }

  private static void assertUnchanged(
      Map<String, Map<String, JsonNode>> before,
      Map<String, Map<String, JsonNode>> after,
      Set<String> mayChange,
      List<String> who) {
    before.forEach(
        (app, items) -> {
          if (!mayChange.contains(app)) {
            assertEquals(items, after.get(app), () -> "what is stored of another tenant " + String.join("\n", who));
          }
        });
  }

  // ---- what is to come

  // ---- requests

  private TenancyWorld world() throws Exception {
    if (world == null) {
      world = TenancyWorld.create(stack);
    }
    return world;
  }

  private static Answered send(TenancyWorld world, Guard guard, Credential credential, Call call)
      throws Exception {
    HttpRequest.Builder request =
        Tenant.at(world.stack.url(), call.path())
            .method(call.method(), BodyPublishers.ofString(call.body()));
    if (!call.type().isEmpty()) {
      request.header("content-type", call.type());
    }
    if (guard == Guard.WEBHOOK) {
      sign(world, credential, call, request);
    } else {
      bearer(world, credential).ifPresent(key -> request.header("authorization", "Bearer " + key));
    }
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    Map<String, List<String>> headers = new TreeMap<>();
    response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    headers.keySet().removeAll(OF_THE_MOMENT);
    return new Answered(response.statusCode(), headers, response.body());
  }

  private static Optional<String> bearer(TenancyWorld world, Credential credential) {
    Tenant mine = world.mine.tenant();
    return switch (credential) {
      case NONE -> Optional.empty();
      case GARBAGE -> Optional.of("sk_" + mine.appId() + "_" + Belongings.unguessable(43));
      case FORGED -> Optional.of(mine.key().replace(mine.appId(), world.others.tenant().appId()));
      case ANOTHERS -> Optional.of(world.stranger.key());
      case DELETED -> Optional.of(world.mine.deletedKey());
      case OF_A_DELETED_APP -> Optional.of(world.gone.key());
      case ADMIN -> Optional.of(world.stack.secret("ADMIN_TOKEN"));
      case OWN -> Optional.of(mine.key());
    };
  }

  private static void sign(
      TenancyWorld world, Credential credential, Call call, HttpRequest.Builder request) throws Exception {
    if (credential == Credential.ADMIN) {
      request.header("authorization", "Bearer " + world.stack.secret("ADMIN_TOKEN"));
    }
    Optional<String> secret = webhookSecret(world, credential, call);
    if (secret.isPresent()) {
      String id = call.event().orElseGet(() -> UUID.randomUUID().toString());
      Instant now = Instant.now();
      byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
      request
          .header("webhook-id", id)
          .header("webhook-timestamp", "" + now.getEpochSecond())
          .header("webhook-signature", Demo.sign(secret.get(), id, now, body));
    }
  }

  private static Optional<String> webhookSecret(TenancyWorld world, Credential credential, Call call) {
    Tenant others = world.others.tenant();
    return switch (credential) {
      case NONE, ADMIN, FORGED -> Optional.empty();
      case GARBAGE ->
          Optional.of("whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
      // To its own app the other tenant's secret would be the right one.
      case ANOTHERS ->
          Optional.of(
              (call.path().endsWith(others.appId()) ? world.stranger : others).told("webhook_secret"));
      case DELETED -> Optional.of(world.mine.deletedSecret());
      case OF_A_DELETED_APP -> Optional.of(world.gone.webhookSecret());
      case OWN -> Optional.of(world.mine.tenant().told("webhook_secret"));
    };
  }
}
