package balanceapi.platform.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.platform.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class KmsVaultTest extends VaultContract {

  private final LoopbackKms kms = LoopbackKms.start();
  private final Vault vault = vault("key-1");

  @Override
  Vault vault() {
    return vault;
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  @Test
  void the_app_and_the_purpose_are_sent_as_the_encryption_context() {
    Sealed sealed = vault.seal(CONTEXT, SECRET);
    vault.open(CONTEXT, sealed);
    var signing = new Vault.Context(CONTEXT.appId(), Vault.Purpose.SIGNING);
    vault.seal(signing, SECRET);
    List<LoopbackKms.Call> calls = kms.calls();
    assertEquals(
        List.of("Encrypt", "Decrypt", "Encrypt"), calls.stream().map(LoopbackKms.Call::operation).toList());
    for (LoopbackKms.Call call : calls) {
      assertEquals("key-1", call.request().path("KeyId").textValue());
      assertEquals(2, call.request().path("EncryptionContext").size());
      assertEquals(CONTEXT.appId(), call.request().at("/EncryptionContext/app").textValue());
    }
    assertEquals("webhook", calls.get(0).request().at("/EncryptionContext/purpose").textValue());
    assertEquals("webhook", calls.get(1).request().at("/EncryptionContext/purpose").textValue());
    assertEquals("signing", calls.get(2).request().at("/EncryptionContext/purpose").textValue());
    assertEquals(
        SECRET,
        new String(
            Base64.getDecoder().decode(calls.get(0).request().path("Plaintext").textValue()),
            StandardCharsets.UTF_8));
  }

  @Test
  void another_key_does_not_open_it() {
    Sealed sealed = vault.seal(CONTEXT, SECRET);
    assertThrows(VaultUnavailable.class, () -> vault("key-2").open(CONTEXT, sealed));
  }

  @Test
  void a_key_that_is_disabled_or_forbidden_is_unavailable_until_it_is_not() {
    Sealed sealed = vault.seal(CONTEXT, SECRET);
    for (String error : List.of("DisabledException", "AccessDeniedException", "KMSInvalidStateException")) {
      kms.refuse(error);
      assertThrows(VaultUnavailable.class, () -> vault.open(CONTEXT, sealed));
      assertThrows(VaultUnavailable.class, () -> vault.seal(CONTEXT, SECRET));
    }
    kms.recover();
    assertEquals(SECRET, vault.open(CONTEXT, sealed));
  }

  @Test
  void a_fault_of_kms_is_tried_again_and_then_unavailable() {
    kms.refuse("KMSInternalException");
    assertThrows(VaultUnavailable.class, () -> vault.seal(CONTEXT, SECRET));
    assertTrue(kms.calls().size() > 1, () -> kms.calls().size() + " attempts");
  }

  @Test
  void nobody_there_is_unavailable_and_the_message_has_no_secret() {
    kms.close();
    var fault = assertThrows(VaultUnavailable.class, () -> vault.seal(CONTEXT, SECRET));
    assertFalse(fault.toString().contains(SECRET), fault.toString());
  }

  private Vault vault(String keyId) {
    var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    Config config = Config.of(Map.of("AWS_ENDPOINT_URL_KMS", kms.url().toString()));
    return new KmsVault(KmsVault.builder(config).credentialsProvider(credentials).build(), keyId);
  }
}
