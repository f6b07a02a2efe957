package balanceapi.webhook;

import balanceapi.core.app.App;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Request;
import balanceapi.platform.log.Log;
import balanceapi.platform.webhooks.StandardWebhooks;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Proves who sent a webhook (design section 5): the app's sender in the way that the app has chosen, or this
 * service itself, which signs with the app's signing secret whatever was chosen.
 *
 * <p>Secrets are opened as late as can be: nothing for an app that is not there, nothing for a request whose
 * headers cannot prove anything, and the signing secret only after the sender's own have not matched.
 */
final class Senders {

  private final Vault vault;
  private final Clock clock;

  Senders(Vault vault, Clock clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Whether one of those who may send to this app sent these bytes.
   *
   * @throws VaultUnavailable if that is not proven, and a secret that might have proven it did not open:
   *     nobody is refused for a fault of ours
   */
  boolean isProven(App app, Request request, byte[] body, Log log) {
    Map<String, String> headers = request.headers();
    App.WebhookAuth auth = app.settings().webhookAuth();
    Opening opening = new Opening(app, log);
    boolean theirs =
        switch (auth) {
          case OPEN -> app.settings().env() == App.Env.SANDBOX;
          // The signing secret is not among these: it is never sent, so it is not taken when it is shown.
          case BEARER ->
              Bearer.of(headers).isPresent() && StandardWebhooks.bearer(opening.webhookSecrets(), headers);
          case STANDARD ->
              StandardWebhooks.verify(opening::webhookSecrets, headers, body, clock)
                  instanceof StandardWebhooks.Outcome.Proven;
        };
    if (theirs) {
      return true;
    }
    return switch (StandardWebhooks.verify(opening::signingSecret, headers, body, clock)) {
      case StandardWebhooks.Outcome.Proven proven -> true;
      case StandardWebhooks.Outcome.NotProven(var reason) -> {
        opening.throwFault();
        if (auth == App.WebhookAuth.STANDARD) {
          log.with("app", app.id())
              .with("reason", reason.name().toLowerCase(Locale.ROOT))
              .warn("webhook not proven");
        }
        yield false;
      }
    };
  }

  /** The secrets of one app. What does not open is left out, and its fault kept for who needs it. */
  private final class Opening {
    private final App app;
    private final Log log;
    private Optional<VaultUnavailable> fault = Optional.empty();

    Opening(App app, Log log) {
      this.app = app;
      this.log = log;
    }

    List<String> webhookSecrets() {
      return app.webhookSecrets().stream()
          .flatMap(secret -> open(Vault.Purpose.WEBHOOK, secret.sealed()).stream())
          .toList();
    }

    List<String> signingSecret() {
      return open(Vault.Purpose.SIGNING, app.signingSecret()).stream().toList();
    }

    /** Throws the fault of a secret that did not open, if there was one. */
    void throwFault() {
      if (fault.isPresent()) {
        throw fault.get();
      }
    }

    private Optional<String> open(Vault.Purpose purpose, Sealed sealed) {
      try {
        return Optional.of(vault.open(new Vault.Context(app.id(), purpose), sealed));
      } catch (VaultUnavailable e) {
        fault = Optional.of(e);
        // Another secret may still prove the sender, and then nobody else would tell.
        log.with("app", app.id()).with("purpose", purpose.word()).warn("a secret does not open");
        return Optional.empty();
      }
    }
  }
}
