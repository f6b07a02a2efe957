package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.AppStoreContract;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.RotateCredentials;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.Faults.Fault;
import balanceapi.platform.secrets.Vaults;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoAppStoreTest extends AppStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final Vault vault =
      Vaults.of(Config.of(Map.of("VAULT_KEY", "0123456789abcdef0123456789abcdef")), Clock.systemUTC());
  private final DynamoAppStore store = new DynamoAppStore(dynamo.client(), dynamo.table());

  @Override
  protected AppStore empty() {
    return dynamo.leadingKeys().watched(AppStore.class, store);
  }

  /** Also after each test of the contract. */
  @AfterEach
  void no_call_leaves_its_apps_partitions_but_for_the_directory() {
    assertEquals(List.of(), dynamo.leadingKeys().strays());
  }

  @Test
  void finding_an_app_costs_half_a_unit_and_finding_a_key_one() {
    CreateApp.Created created = create();
    dynamo.capacity().reset();
    store.find(created.app().id());
    assertEquals(0.5, dynamo.capacity().reads());
    store.findKey(created.app().id(), created.key().sha256());
    assertEquals(1.5, dynamo.capacity().reads());
    assertEquals(0, dynamo.capacity().writes());
  }

  @Test
  void creating_survives_a_lost_reply() {
    dynamo.faults().onCall("TransactWriteItems", 1, Fault.REPLY_LOST);
    CreateApp.Created created = create();
    assertEquals(List.of(created.key()), store.keys(created.app().id()));
    assertEquals(List.of(created.app()), store.list(Optional.empty(), 10).items());
  }

  /** As when it is deleted after its line was read. */
  @Test
  void an_app_that_is_gone_when_it_is_read_does_not_end_the_list() {
    for (int i = 0; i < 3; i++) {
      create();
    }
    String first = store.next(Optional.empty()).orElseThrow();
    dynamo.client().deleteItem(delete -> delete.tableName(dynamo.table()).key(AppItems.appKey(first)));
    assertEquals(new Page<>(List.of(), Optional.of(first)), store.list(Optional.empty(), 1));
    Page<App> two = store.list(Optional.empty(), 2);
    assertEquals(1, two.items().size());
    assertEquals(1, store.list(two.next(), 2).items().size());
  }

  @Test
  void adding_and_deleting_survive_a_lost_reply() {
    String app = create().app().id();
    SecretKey key = new SecretKey(app, "k2", Credentials.sha256("k2"), NOW);
    dynamo.faults().onCall("TransactWriteItems", 1, Fault.REPLY_LOST);
    assertTrue(store.addKey(key));
    dynamo.faults().onCall("DeleteItem", 1, Fault.REPLY_LOST);
    assertTrue(store.deleteKey(app, "k2"));
    dynamo.faults().onCall("UpdateItem", 1, Fault.REPLY_LOST);
    assertTrue(store.addSecret(app, Vault.Purpose.WEBHOOK, new App.WebhookSecret("s2", new Sealed("YmJi")), NOW));
    dynamo.faults().onCall("UpdateItem", 1, Fault.REPLY_LOST);
    assertTrue(store.deleteSecret(app, Vault.Purpose.WEBHOOK, "s2"));
    assertEquals(1, store.find(app).orElseThrow().webhookSecrets().size());
  }

  @Test
  void a_change_survives_a_lost_reply() {
    String app = create().app().id();
    dynamo.faults().onCall("UpdateItem", 1, Fault.REPLY_LOST);
    App.Settings wanted = App.Settings.named("New name");
    assertEquals(wanted, store.change(app, settings -> wanted).orElseThrow().settings());
    assertEquals(wanted, store.find(app).orElseThrow().settings());
  }

  @Test
  void of_two_changes_at_once_neither_is_lost() {
    String app = create().app().id();
    Deque<Runnable> meanwhile = new ArrayDeque<>();
    meanwhile.add(() -> store.change(app, settings -> renamed(settings, settings.name() + " two")));
    store.change(
        app,
        settings -> {
          Optional.ofNullable(meanwhile.poll()).ifPresent(Runnable::run);
          return renamed(settings, settings.name() + " one");
        });
    assertEquals("Shop two one", store.find(app).orElseThrow().settings().name());
  }

  @Test
  void a_throttled_call_is_tried_again_and_a_dead_store_throws() {
    String app = create().app().id();
    dynamo.faults().onCall(1, Fault.THROTTLED);
    assertTrue(store.find(app).isPresent());
    dynamo.faults().always(Fault.BROKEN);
    int before = dynamo.faults().calls().size();
    assertThrows(SdkException.class, () -> store.find(app));
    assertEquals(3, dynamo.faults().calls().size() - before, "attempts");
  }

  @Test
  void no_secret_is_in_the_table_in_any_form_that_can_be_used() {
    CreateApp.Created created = create();
    App app = created.app();
    var added =
        new RotateCredentials(store, new Credentials(SecureRandom::new), vault, Clock.systemUTC())
            .addSecret(app.id(), Vault.Purpose.WEBHOOK)
            .orElseThrow();
    String signing = vault.open(new Vault.Context(app.id(), Vault.Purpose.SIGNING), app.signingSecret());
    String all = dynamo.client().scan(scan -> scan.tableName(dynamo.table())).items().toString();
    for (String secret :
        List.of(created.secretKey(), created.webhookSecret(), added.secret(), signing)) {
      for (String form : forms(secret)) {
        assertFalse(all.contains(form), "a secret is in the table");
      }
    }
    assertTrue(all.contains(created.key().sha256()));
    assertTrue(all.contains(app.signingSecret().base64()));
  }

  /** A secret as it is shown, its random part alone, and both in base64 and in hex. */
  private static List<String> forms(String secret) {
    String random = secret.substring(secret.startsWith("sk_") ? secret.length() - 43 : "whsec_".length());
    List<String> forms = new ArrayList<>(List.of(secret, random));
    for (String text : List.of(secret, random)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      forms.add(Base64.getEncoder().encodeToString(bytes));
      forms.add(HexFormat.of().formatHex(bytes));
    }
    String base64 = random.replace('-', '+').replace('_', '/');
    forms.add(HexFormat.of().formatHex(Base64.getDecoder().decode(base64)));
    return forms;
  }

  @Test
  void every_item_has_its_schema_number_and_the_tenant_first() {
    String app = create().app().id();
    for (Map<String, AttributeValue> item :
        dynamo.client().scan(scan -> scan.tableName(dynamo.table())).items()) {
      assertEquals("1", item.get("v").n());
      assertTrue(List.of(app, "apps").contains(item.get("pk").s()));
    }
  }

  private CreateApp.Created create() {
    return new CreateApp(store, new Credentials(SecureRandom::new), vault, Clock.systemUTC())
        .create(App.Settings.named("Shop"));
  }

  private static App.Settings renamed(App.Settings settings, String name) {
    return new App.Settings(
        name,
        settings.env(),
        settings.products(),
        settings.currency(),
        settings.countries(),
        settings.color(),
        settings.logo(),
        settings.callbackUrl(),
        settings.redirectUrl(),
        settings.showBalance(),
        settings.pendingPolicy(),
        settings.holdDays(),
        settings.maxBalanceAge(),
        settings.fundsMaxAge(),
        settings.pendingInLedger(),
        settings.webhookAuth(),
        settings.decisionsDays(),
        settings.notifications(),
        settings.refreshUrl());
  }
}
