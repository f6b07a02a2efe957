package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import balanceapi.local.OpenApi.Guard;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * The API's description holds: every operation in it is sent what it documents, and what is wrong in every way
 * that a refusal of it stands for, over HTTP against the whole deployment; every answer has a status, headers
 * and a body that the description says, and no member more; and every status that it says has occurred.
 *
 * <p>The tests run in order: the last says what none of the others has seen. All of it is derived from the description. A new operation needs examples there that are true of
 * {@code events/bodies/}, whose accounts each operation finds; a failure says what is missing.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ContractTest {

  /** So few that a loop uses them up, and enough for one request of each operation. */
  private static final int BURST = 100;

  private final JsonNode document = OpenApi.document();
  private final List<ContractOperation> operations = ContractOperation.all(document);
  private final ContractSchemas schemas = new ContractSchemas(document);
  private final Map<String, Set<Integer>> seen = new TreeMap<>();
  private final Set<String> readNothing = new TreeSet<>();

  private ContractTenant tenant;
  private ContractTenant untold;
  private int asked;
  private LocalStack failing;
  private ContractTenant unlucky;

  private interface Check {
    void of(ContractOperation operation) throws Exception;
  }

  /** All of them, so that one report has all that is amiss. */
  private void each(Check check) {
    assertAll(operations.stream().map(operation -> () -> check.of(operation)));
  }

  // ---- what is documented

  @Test
  @Order(1)
  void every_documented_request_is_answered_as_documented() {
    each(this::answers);
  }

  private void answers(ContractOperation operation) throws Exception {
    // What is deleted is there once.
    boolean takes = operation.operation().method().equals("DELETE");
    List<Executable> checks = new ArrayList<>();
    int count = requests(operation, tenant()).documented().size();
    for (int i = 0; i < count; i++) {
      ContractTenant tenant = takes ? ContractTenant.create(EndToEnd.stack()) : tenant();
      ContractRequest request = requests(operation, tenant).documented().get(i);
      checks.add(() -> verify(request, tenant));
    }
    checks.add(() -> pages(operation));
    checks.add(() -> again(operation));
    assertAll(checks);
  }

  /** Who has an answer is told that it is as it was. */
  private void again(ContractOperation operation) throws Exception {
    if (operation.statuses().contains(304)) {
      ContractTenant tenant = tenant();
      ContractRequest usual = requests(operation, tenant).usual();
      String tag = verify(usual, tenant).headers().firstValue("etag").orElseThrow();
      verify(
          usual.withHeader("if-none-match", tag).because("what the caller has").expecting(Set.of(304)), tenant);
    }
  }

  private void pages(ContractOperation operation) throws Exception {
    ContractTenant tenant = tenant();
    ContractRequests requests = requests(operation, tenant);
    for (ContractRequest page : requests.pages()) {
      HttpResponse<String> response = verify(page, tenant);
      Optional<String> header = response.headers().firstValue("x-next-cursor");
      String cursor = header.isPresent() ? header.get() : cursor(Json.parse(response.body()));
      if (!cursor.isEmpty() && !cursor.equals("null")) {
        verify(requests.after(page, cursor), tenant);
      }
    }
  }

  private static String cursor(JsonNode page) {
    return page.path("next_cursor").asText(page.at("/data/next_cursor").asText(""));
  }

  private ContractRequests requests(ContractOperation operation, ContractTenant tenant) {
    return new ContractRequests(operation, tenant, schemas);
  }

  /** Shared by what changes little, but not by all: too much of one app is throttled. */
  private ContractTenant tenant() throws Exception {
    if (tenant == null || asked++ % 50 == 49) {
      tenant = ContractTenant.create(EndToEnd.stack());
    }
    return tenant;
  }

  // ---- what is refused

  @Test
  @Order(2)
  void whatever_is_wrong_with_a_request_it_is_answered_as_documented() {
    each(
        operation -> {
          ContractTenant tenant = tenant();
          assertAll(
              requests(operation, tenant).wrong().stream().map(request -> () -> verify(request, tenant)));
          refusesTheUntold(operation);
        });
  }

  private void refusesTheUntold(ContractOperation operation) throws Exception {
    if (operation.key().contains(" /notifications") && operation.statuses().contains(409)) {
      ContractRequest usual = requests(operation, tenant()).usual();
      if (untold == null) {
        untold = ContractTenant.untold(EndToEnd.stack());
      }
      verify(usual.because("an app without an endpoint").expecting(Set.of(409)), untold);
    }
  }

  @Test
  @Order(3)
  void without_its_data_every_operation_answers_as_documented() {
    each(this::failsWithoutTable);
  }

  private void failsWithoutTable(ContractOperation operation) throws Exception {
    ContractTenant tenant = unlucky();
    int status = verify(requests(operation, tenant).usual().expecting(Set.of()), tenant).statusCode();
    if (status / 100 == 2) {
      readNothing.add(operation.key());
    }
  }

  @Test
  @Order(4)
  void too_many_requests_are_answered_as_documented() {
    each(this::refusesFloods);
  }

  private void refusesFloods(ContractOperation operation) throws Exception {
    if (operation.guard() == Guard.OPEN) {
      return;
    }
    ContractTenant tenant = unlucky();
    ContractRequest usual = requests(operation, tenant).usual().expecting(Set.of());
    for (int i = 0; i <= 2 * BURST; i++) {
      HttpResponse<String> response = usual.send(tenant);
      if (response.statusCode() == 429) {
        verify(usual, response);
        return;
      }
    }
    fail(operation.key() + " took " + 2 * BURST + " requests at once");
  }

  /** A tenant of a deployment of its own, whose table is gone and who may send little. */
  private ContractTenant unlucky() throws Exception {
    if (failing == null) {
      failing =
          LocalStack.start(
              EndToEnd.options()
                  .withParameters(Map.of("AppRate", "1", "AppBurst", "" + BURST)));
      unlucky = ContractTenant.create(failing);
      // Who calls is remembered for a while, so that it is the operation that fails.
      unlucky.tenant().get("/accounts").expect(200);
      AwsJson.dynamo(failing.dynamodb())
          .call("DeleteTable", Json.object().put("TableName", "BalanceTable"));
    }
    return unlucky;
  }

  @AfterAll
  void close() {
    if (failing != null) {
      failing.close();
    }
  }

  // ---- what has occurred

  @Test
  @Order(5)
  void every_documented_status_has_occurred() {
    each(this::occurred);
  }

  private void occurred(ContractOperation operation) {
    Set<Integer> missing = new TreeSet<>(operation.statuses());
    missing.removeAll(seen.getOrDefault(operation.key(), Set.of()));
    if (readNothing.contains(operation.key())) {
      missing.remove(503);
    }
    System.out.println("covered: " + operation.key() + " " + seen.get(operation.key()));
    assertEquals(
        Set.of(),
        missing,
        () ->
            operation.key()
                + " documents statuses that no request of the contract test is answered. Add an example to a"
                + " parameter or to the body that is, or take them out of openapi.yaml");
  }

  private HttpResponse<String> verify(ContractRequest request, ContractTenant tenant) throws Exception {
    HttpResponse<String> response = request.send(tenant);
    verify(request, response);
    return response;
  }

  private void verify(ContractRequest request, HttpResponse<String> response) {
    Map<String, String> headers = new HashMap<>();
    response.headers().map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    ContractAnswer answer = new ContractAnswer(response.statusCode(), headers, response.body());
    String told = request + "\nwas answered " + response.statusCode() + " " + response.body() + "\n";
    assertEquals(List.of(), answer.faults(request.operation(), schemas), told);
    assertTrue(
        request.expected().isEmpty() || request.expected().contains(response.statusCode()),
        () -> told + "and not one of " + request.expected());
    seen.computeIfAbsent(request.operation().key(), key -> new TreeSet<>()).add(response.statusCode());
  }
}
