package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys of a local run come from, and where they stay. */
final class MadeSecretsTest {

  @TempDir private Path folder;

  @Test
  void a_secret_of_this_run_is_the_same_all_through_it_and_another_in_the_next() {
    MadeSecrets run = MadeSecrets.forThisRun();
    assertEquals(run.named("VAULT_KEY"), run.named("VAULT_KEY"));
    assertNotEquals(run.named("VAULT_KEY"), run.named("CURSOR_KEY"));
    assertNotEquals(run.named("VAULT_KEY"), MadeSecrets.forThisRun().named("VAULT_KEY"));
    assertTrue(run.named("VAULT_KEY").length() >= 43, "256 bits");
  }

  @Test
  void a_kept_secret_is_the_same_after_a_restart_and_its_owners_alone() throws Exception {
    String key = MadeSecrets.keptIn(folder).named("VAULT_KEY");
    Files.createFile(folder.resolve(DynamoDb.FILE));
    assertEquals(key, MadeSecrets.keptIn(folder).named("VAULT_KEY"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("VAULT_KEY"))));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("VAULT_KEY", DynamoDb.FILE),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void a_lost_key_of_data_that_is_there_is_told_and_never_replaced() throws Exception {
    Files.createFile(folder.resolve(DynamoDb.FILE));
    for (String kept : List.of("", "\n")) {
      Files.writeString(folder.resolve("VAULT_KEY"), kept);
      var failure =
          assertThrows(LocalFailure.class, () -> MadeSecrets.keptIn(folder).named("VAULT_KEY"));
      String message = failure.getMessage();
      assertTrue(message.contains("put it back, set VAULT_KEY, or choose"), message);
      assertEquals(kept, Files.readString(folder.resolve("VAULT_KEY")));
    }
    MadeSecrets.keptIn(folder).named("CURSOR_KEY");
  }
}
