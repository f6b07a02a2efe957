package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.notification.Notification.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether a role per tenant is possible, and whether the README's policy is that role's. */
class LeadingKeysTest {

  private static final Path ROOT = Path.of("../..");
  private static final String APP = "64f0000000000000000000aa";
  private static final String OTHER_APP = "64f0000000000000000000ab";
  private static final String TAG = "${aws:PrincipalTag/app}";
  private static final List<String> ID_FROM_OUTSIDE =
      List.of("64ba00000000000000000001", "#", OTHER_APP + "#A#64ba", "*", "?", "$");

  // ---- the watch itself

  @Test
  void a_call_that_leaves_its_apps_partitions_is_found() {
    LocalDynamo dynamo = LocalDynamo.fresh();
    DynamoAccountStore store = new DynamoAccountStore(dynamo.client(), dynamo.table());
    for (String app : List.of(OTHER_APP, APP + "b", "apps", "")) {
      AccountRef elsewhere = new AccountRef(app, "acc");
      int before = dynamo.leadingKeys().strays().size();
      dynamo.leadingKeys().during("book", Optional.of(APP), () -> store.book(elsewhere));
      dynamo.leadingKeys().during("glance", Optional.of(APP), () -> store.glance(elsewhere));
      dynamo.leadingKeys().during("glanceAll", Optional.of(APP), () -> store.glanceAll(app, List.of("acc")));
      dynamo.leadingKeys().during("claim", Optional.of(APP), () -> claim(store, elsewhere));
      assertTrue(dynamo.leadingKeys().strays().size() >= before + 4, app);
    }
  }

  private static String claim(DynamoAccountStore store, AccountRef ref) {
    return store.claim(ref, new Identity("c", "b", Optional.of("n")));
  }

  @Test
  void a_scan_is_nobodys_and_found() {
    LocalDynamo dynamo = LocalDynamo.fresh();
    dynamo
        .leadingKeys()
        .during(
            "find", Optional.of(APP), () -> dynamo.client().scan(scan -> scan.tableName(dynamo.table())));
    assertEquals(1, dynamo.leadingKeys().strays().size());
  }

  // ---- the policy in the README

  @Test
  void the_policy_lets_an_app_at_every_partition_that_is_its_own() throws Exception {
    for (String partition : partitions(APP)) {
      assertTrue(isAllowed(partition, APP), partition);
    }
  }

  @Test
  void the_policy_keeps_an_app_from_everything_else() throws Exception {
    List<String> outside = new ArrayList<>(partitions(OTHER_APP));
    // An id that begins with the app's own would be let in, were there no # behind it.
    outside.addAll(partitions(APP + "b"));
    outside.addAll(List.of("apps", "0", "255", "", "*", "#A#x", APP.substring(0, 23), " " + APP));
    for (String partition : outside) {
      assertFalse(isAllowed(partition, APP), partition);
    }
  }

  private static List<String> partitions(String app) {
    List<String> partitions = new ArrayList<>();
    for (String id : ID_FROM_OUTSIDE) {
      partitions.add(Keys.account(new AccountRef(app, id)));
      partitions.add(Keys.record(app, id));
      partitions.add(Keys.customer(app, id));
    }
    partitions.add(Keys.directory(app, 7));
    partitions.add(Keys.notices(app, Status.DEAD, 3));
    partitions.add(AppItems.appKey(app).get("pk").s());
    partitions.add(AppItems.keyKey(app, "00").get("pk").s());
    return partitions;
  }

  private static boolean isAllowed(String partition, String app) throws Exception {
    JsonNode keys = statement().at("/Condition/ForAllValues:StringLike/dynamodb:LeadingKeys");
    assertTrue(keys.isArray() && !keys.isEmpty(), "the policy has its condition");
    return Stream.iterate(0, i -> i < keys.size(), i -> i + 1)
        .anyMatch(i -> like(keys.get(i).asText().replace(TAG, app), partition));
  }

  /** As IAM compares: a star is any text, a question mark any character. */
  private static boolean like(String pattern, String text) {
    StringBuilder expression = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      expression.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return Pattern.compile(expression.toString(), Pattern.DOTALL).matcher(text).matches();
  }

  /** Actions without a partition key would pass the condition, for it asks about all values of none. */
  @Test
  void the_policy_has_the_actions_of_the_balance_functions_role_and_no_index_over_tenants() throws Exception {
    JsonNode statement = statement();
    Set<String> actions = new TreeSet<>();
    statement.path("Action").forEach(action -> actions.add(action.asText()));
    assertEquals(actionsOfTheBalanceRole(), actions);
    assertFalse(actions.contains("dynamodb:Scan"));
    List<String> resources = new ArrayList<>();
    statement.path("Resource").forEach(resource -> resources.add(resource.asText().replaceFirst(".*:", "")));
    assertEquals(List.of("table/TABLE", "table/TABLE/index/by_date", "table/TABLE/index/notifications"), resources);
    assertEquals("false", statement.at("/Condition/Null/dynamodb:LeadingKeys").asText());
  }

  private static Set<String> actionsOfTheBalanceRole() throws Exception {
    String template = Files.readString(ROOT.resolve("template.yaml"));
    int role = template.indexOf("\n  BalanceRole:");
    String text = template.substring(role, template.indexOf("\n  RefreshFunction:", role));
    Set<String> actions = new TreeSet<>();
    Pattern.compile("dynamodb:[A-Za-z]+").matcher(text).results().forEach(found -> actions.add(found.group()));
    assertFalse(actions.isEmpty());
    return actions;
  }

  private static JsonNode statement() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int section = readme.indexOf("\n## A role per tenant\n");
    assertTrue(section > 0, "the README's section is there");
    int start = readme.indexOf("```json\n", section) + "```json\n".length();
    JsonNode policy = new ObjectMapper().readTree(readme.substring(start, readme.indexOf("\n```", start)));
    assertEquals(1, policy.path("Statement").size());
    return policy.path("Statement").get(0);
  }
}
