package balanceapi.platform.session;

import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Scope;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes sessions as text that nobody can make or alter without the session key: {@code
 * scope.app.proof.expiry.signature}, HMAC-SHA256 over what stands before the last dot. There is nothing in it to
 * hide.
 */
final class SessionSeal {

  private static final Pattern FORM =
      Pattern.compile("(app|admin)\\.([0-9a-f]{24})?\\.([A-Za-z0-9_-]{1,64})\\.([0-9]{1,11})\\.([A-Za-z0-9_-]{43})");

  private final Supplier<String> key;

  /** Under this key, asked for at each use, so that it may be fetched and renewed. */
  SessionSeal(Supplier<String> key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  String seal(Session session) {
    String said =
        "%s.%s.%s.%d"
            .formatted(
                session.scope().wireName(),
                session.app().orElse(""),
                session.proof(),
                session.expiresAt().getEpochSecond());
    return said + "." + sign("session", said);
  }

  /** The session in a text that {@link #seal} made, ended or not; empty if it did not make it. */
  Optional<Session> open(String sealed) {
    Matcher form = FORM.matcher(sealed);
    if (!form.matches()) {
      return Optional.empty();
    }
    String said = sealed.substring(0, sealed.lastIndexOf('.'));
    if (!Bearer.same(form.group(5), sign("session", said))) {
      return Optional.empty();
    }
    return Optional.of(
        new Session(
            Scope.named(form.group(1)),
            Optional.ofNullable(form.group(2)),
            form.group(3),
            Instant.ofEpochSecond(Long.parseLong(form.group(4)))));
  }

  /** What tells one secret from another and says nothing of either. */
  String fingerprint(String secret) {
    return sign("fingerprint", secret);
  }

  private String sign(String purpose, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.get().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((purpose + ":").getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
