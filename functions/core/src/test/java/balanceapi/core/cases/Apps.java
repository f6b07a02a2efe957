package balanceapi.core.cases;

import balanceapi.core.app.App;
import balanceapi.core.app.Sealed;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Apps to test with. */
public final class Apps {

  /** Where those apps are told that are. */
  public static final String CALLBACK_URL = "https://example.com/balances";

  private Apps() {}

  /** An app with every default. */
  public static App plain() {
    return with(App.PendingPolicy.CONSERVATIVE, 14, Set.of());
  }

  public static App with(App.PendingPolicy pending, int holdDays, Set<String> pendingInLedger) {
    return with(pending, holdDays, pendingInLedger, 400);
  }

  /** An app that is told of these kinds, under its one secret; with thresholds of its own. */
  public static App told(Set<Kind> kinds, Money... thresholds) {
    return told(
        CALLBACK_URL,
        Optional.empty(),
        new App.Notifications(kinds, App.NotificationFormat.NATIVE, List.of(thresholds)),
        "whsec_b25l");
  }

  /** An app with these endpoints, which is signed to under these secrets; nothing is sealed about them. */
  public static App told(
      String callbackUrl,
      Optional<String> refreshUrl,
      App.Notifications notifications,
      String... secrets) {
    App plain = plain();
    App.Settings settings = plain.settings();
    return new App(
        plain.id(),
        plain.key(),
        plain.token(),
        new App.Settings(
            settings.name(),
            settings.env(),
            settings.products(),
            settings.currency(),
            settings.countries(),
            settings.color(),
            settings.logo(),
            Optional.of(callbackUrl),
            settings.redirectUrl(),
            settings.showBalance(),
            settings.pendingPolicy(),
            settings.holdDays(),
            settings.maxBalanceAge(),
            settings.fundsMaxAge(),
            settings.pendingInLedger(),
            settings.webhookAuth(),
            settings.decisionsDays(),
            notifications,
            refreshUrl),
        plain.webhookSecrets(),
        Stream.of(secrets).map(secret -> new App.WebhookSecret(secret, new Sealed(secret))).toList(),
        plain.signingSecret(),
        plain.createdAt());
  }

  /** An app that keeps its decisions for so many days. */
  public static App keepingDecisions(int days) {
    return with(App.PendingPolicy.CONSERVATIVE, 14, Set.of(), days);
  }

  private static App with(
      App.PendingPolicy pending, int holdDays, Set<String> pendingInLedger, int decisionsDays) {
    return new App(
        "64f0000000000000000000aa",
        "6f1d2f64-0000-4000-8000-000000000000",
        "64f0000000000000000000ab",
        new App.Settings(
            "Test",
            App.Env.SANDBOX,
            Set.of(App.Product.values()),
            Currency.of("NGN"),
            List.of("NG"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            pending,
            holdDays,
            Duration.ofHours(24),
            Duration.ofHours(24),
            pendingInLedger,
            App.WebhookAuth.STANDARD,
            decisionsDays,
            App.Notifications.ALL,
            Optional.empty()),
        List.of(),
        List.of(),
        new Sealed(""),
        Instant.parse("2026-01-01T00:00:00Z"));
  }
}
