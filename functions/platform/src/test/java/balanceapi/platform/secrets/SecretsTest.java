package balanceapi.platform.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.Config;
import balanceapi.platform.secrets.Secrets.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final List<String> fetched = new ArrayList<>();

  @Test
  void a_value_in_the_environment_is_taken_as_it_is() {
    assertEquals("s3", secret(Map.of("ADMIN_TOKEN", "s3", "ADMIN_TOKEN_SECRET", "name")).get());
    assertEquals(List.of(), fetched);
  }

  @Test
  void a_named_secret_is_fetched_on_its_first_use_and_not_before() {
    Secret secret = secret(Map.of("ADMIN_TOKEN_SECRET", "name"));
    assertEquals(List.of(), fetched);
    assertEquals("value 1 of name", secret.get());
    assertEquals("value 1 of name", secret.get());
  }

  @Test
  void it_is_fetched_again_when_it_may_have_been_rotated() {
    Secret secret = secret(Map.of("ADMIN_TOKEN_SECRET", "name"));
    secret.get();
    pass(Secrets.TTL.minusMillis(1));
    assertEquals("value 1 of name", secret.get());
    pass(Duration.ofMillis(1));
    assertEquals("value 2 of name", secret.get());
  }

  @Test
  void neither_variable_says_which_to_set() {
    var missing = assertThrows(Config.Missing.class, () -> secret(Map.of()));
    assertTrue(missing.getMessage().contains("ADMIN_TOKEN, or ADMIN_TOKEN_SECRET"));
  }

  private Secret secret(Map<String, String> variables) {
    return Secrets.of(
        Config.of(variables),
        "ADMIN_TOKEN",
        clock,
        name -> {
          fetched.add(name);
          return "value " + fetched.size() + " of " + name;
        });
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
