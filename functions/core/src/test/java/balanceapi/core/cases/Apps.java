package balanceapi.core.cases;

import balanceapi.core.app.App;
import balanceapi.core.app.Sealed;
import balanceapi.core.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Apps to test with. */
public final class Apps {

  private Apps() {}

  /** An app with every default. */
  public static App plain() {
    return with(App.PendingPolicy.CONSERVATIVE, 14, Set.of());
  }

  public static App with(App.PendingPolicy pending, int holdDays, Set<String> pendingInLedger) {
    return with(pending, holdDays, pendingInLedger, 400);
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
