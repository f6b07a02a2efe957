package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An app's secrets over HTTP against the whole deployment: kept sealed, rotated, opened after a restart. */
@ExtendWith(EndToEnd.class)
final class SecretsEndToEndTest {

  private final String event =
      WidgetEvent.balance(Instant.now().minus(Duration.ofMinutes(30)), "500.00", "400.00").toString();

  @Test
  void a_webhook_secret_rotates_without_a_gap_and_is_stored_nowhere_in_clear() throws Exception {
    LocalStack stack = EndToEnd.stack();
    Tenant tenant = Tenant.create(stack, Json.object());
    String added =
        admin(stack, "POST", "/apps/" + tenant.appId() + "/webhook-secrets", "")
            .expect(201)
            .json()
            .path("webhook_secret")
            .asText();
    assertEquals("applied", outcome(tenant.webhook("e1", event)));
    assertEquals("duplicate", outcome(tenant.webhook(added, "e1", event)));
    String item = app(stack, tenant).toString();
    for (String secret : new String[] {tenant.webhookSecret(), added}) {
      assertFalse(item.contains(secret.substring(6)), "a webhook secret is stored");
      String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
      assertFalse(item.contains(encoded), "a webhook secret is stored, in base64");
    }
  }

  @Test
  void the_apps_own_signing_secret_proves_this_service_in_every_mode() throws Exception {
    LocalStack stack = EndToEnd.stack();
    for (String auth : new String[] {"standard", "bearer"}) {
      Tenant tenant = Tenant.create(stack, Json.object().put("webhook_auth", auth));
      String signing = signingSecret(stack, tenant);
      assertTrue(signing.startsWith("whsec_"));
      assertEquals("applied", outcome(tenant.webhook(signing, "e1", event)), auth);
      HttpRequest.Builder shown =
          Tenant.at(stack.url(), "/webhooks/" + tenant.appId())
              .header("content-type", "application/json")
              .header("authorization", "Bearer " + signing)
              .POST(BodyPublishers.ofString(event));
      Tenant.send(shown).expect(401);
    }
  }

  @Test
  void what_is_sealed_opens_again_after_a_restart(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    LocalStack.Options options = LocalStack.Options.of(EndToEnd.TEMPLATE).withData(data);
    Tenant before;
    String signing;
    try (LocalStack first = LocalStack.start(options)) {
      before = Tenant.create(first, Json.object());
      signing = signingSecret(first, before);
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(data.resolve("VAULT_KEY"))));
    try (LocalStack second = LocalStack.start(options)) {
      Tenant after = before.on(second.url());
      assertEquals("applied", outcome(after.webhook("e1", event)));
      assertEquals("duplicate", outcome(after.webhook(signing, "e1", event)));
    }
  }

  @Test
  void a_secret_moved_to_another_app_proves_nothing_there() throws Exception {
    LocalStack stack = EndToEnd.stack();
    Tenant one = Tenant.create(stack, Json.object());
    Tenant two = Tenant.create(stack, Json.object());
    JsonNode stolen = app(stack, one).get("webhook_secrets");
    ObjectNode item = (ObjectNode) app(stack, two);
    item.set("webhook_secrets", stolen);
    AwsJson.dynamo(stack.dynamodb())
        .call("PutItem", Json.object().put("TableName", "BalanceTable").set("Item", item));
    // Not 401: that the secret does not open is no fault of the sender's.
    two.webhook(one.webhookSecret(), "e1", event).expect(503);
    assertEquals("applied", outcome(two.webhook(signingSecret(stack, two), "e1", event)));
  }

  private static String outcome(Tenant.Reply reply) {
    return reply.expect(200).json().path("outcome").asText();
  }

  private static Tenant.Reply admin(LocalStack stack, String method, String path, String body)
      throws Exception {
    return Tenant.send(
        Tenant.at(stack.url(), path)
            .header("authorization", "Bearer " + stack.secret("ADMIN_TOKEN"))
            .method(method, BodyPublishers.ofString(body)));
  }

  /** The app's item as it is stored. */
  private static JsonNode app(LocalStack stack, Tenant tenant) throws Exception {
    ObjectNode get = Json.object().put("TableName", "BalanceTable");
    get.putObject("Key").putObject("pk").put("S", tenant.appId());
    get.withObject("/Key").putObject("sk").put("S", "APP");
    return AwsJson.dynamo(stack.dynamodb()).call("GetItem", get).path("Item");
  }

  /** Opened by hand, as whoever holds the key could; this service shows it to nobody. */
  private static String signingSecret(LocalStack stack, Tenant tenant) throws Exception {
    byte[] sealed =
        Base64.getDecoder().decode(app(stack, tenant).at("/signing_secret/S").asText());
    byte[] key =
        MessageDigest.getInstance("SHA-256")
            .digest(stack.secret("VAULT_KEY").getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
    cipher.updateAAD(
        ("5:vault24:" + tenant.appId() + "7:signing").getBytes(StandardCharsets.UTF_8));
    return new String(cipher.doFinal(sealed, 12, sealed.length - 12), StandardCharsets.UTF_8);
  }
}
