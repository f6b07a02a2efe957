package balanceapi.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets that nobody gave, made here: for this run, or kept beside the data, so that what they sealed opens
 * after a restart. A kept one is a file that its owner alone may read.
 */
final class MadeSecrets {

  /** Without these, what is in the folder cannot be read any more; a new one would only hide that. */
  private static final Set<String> SEALED_WITH = Set.of("VAULT_KEY");

  private final Map<String, String> made = new HashMap<>();
  private final Optional<Path> folder;
  private final boolean hasData;

  private MadeSecrets(Optional<Path> folder, boolean hasData) {
    this.folder = folder;
    this.hasData = hasData;
  }

  /** Secrets that end with this run. */
  static MadeSecrets forThisRun() {
    return new MadeSecrets(Optional.empty(), false);
  }

  /** Secrets kept in this folder; to be called before the database in it starts. */
  static MadeSecrets keptIn(Path folder) {
    return new MadeSecrets(Optional.of(folder), Files.exists(folder.resolve(DynamoDb.FILE)));
  }

  /**
   * The secret of this name, the same at each call.
   *
   * @throws LocalFailure if data is there that was sealed with it, and it is not
   */
  synchronized String named(String name) {
    return made.computeIfAbsent(
        name, _ -> folder.map(in -> kept(in.resolve(name), name)).orElseGet(MadeSecrets::random));
  }

  private String kept(Path file, String name) {
    try {
      String secret = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!secret.isEmpty()) {
        return secret;
      }
      if (hasData && SEALED_WITH.contains(name)) {
        throw new LocalFailure(
            "the folder " + file.getParent() + " has data, but not the file " + name + " that its secrets"
                + " are sealed with: put it back, set " + name + ", or choose another folder");
      }
      return keep(random(), file);
    } catch (IOException e) {
      throw new LocalFailure("the file " + file + " cannot be read or written", e);
    }
  }

  private static String keep(String secret, Path file) throws IOException {
    // A temporary file is its owner's alone from the start; the move leaves no half of a key behind.
    Path written = Files.createTempFile(file.getParent(), ".", "");
    Files.writeString(written, secret);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    return secret;
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
