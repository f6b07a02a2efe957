package balanceapi.core.app;

import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One tenant: a configured widget with its products, its policy and its credentials.
 *
 * @param id the app's id, 24 hex digits
 * @param key the public key that the widget carries, a UUID
 * @param token the public client token, 24 hex digits
 * @param settings what its owner chose
 * @param webhookSecrets the secrets under which its webhooks may be signed, sealed; several during a
 *     rotation
 * @param notificationSecrets the secrets under which its notifications are signed, sealed; several during a rotation
 * @param signingSecret the secret under which this service signs its own webhooks to the app, sealed; shown to
 *     nobody
 * @param createdAt when it was created
 */
public record App(
    String id,
    String key,
    String token,
    Settings settings,
    List<WebhookSecret> webhookSecrets,
    List<WebhookSecret> notificationSecrets,
    Sealed signingSecret,
    Instant createdAt) {

  /** Says whether it can be told anything: it has a callback URL, and a secret to sign with. */
  public boolean isTold() {
    return settings.callbackUrl().isPresent() && !notificationSecrets.isEmpty();
  }

  /** Says whether it can be asked for fresh figures: it has a refresh URL, and a secret to sign with. */
  public boolean canBeAsked() {
    return settings.refreshUrl().isPresent() && !notificationSecrets.isEmpty();
  }

  /** The secrets that it shares for this purpose. */
  public List<WebhookSecret> secrets(Vault.Purpose purpose) {
    return switch (purpose) {
      case WEBHOOK -> webhookSecrets;
      case NOTIFICATION -> notificationSecrets;
      case SIGNING -> List.of();
    };
  }

  /** Where the app's events come from; on the wire {@code production} and {@code production-sandbox}. */
  public enum Env {
    PRODUCTION("production"),
    SANDBOX("production-sandbox");

    private final String wireName;

    Env(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }

  /** What an app may use. AUTH is always on. */
  public enum Product {
    AUTH,
    BALANCE,
    TRANSACTIONS
  }

  /** How credits that are not booked yet count (design section 6, rule 4). */
  public enum PendingPolicy {
    CONSERVATIVE,
    NET
  }

  /** How a sender of webhooks proves itself (design section 5). */
  public enum WebhookAuth {
    STANDARD,
    BEARER,
    OPEN
  }

  /**
   * A secret shared with the other end of webhooks: the sender of those that come, the receiver of those that go.
   *
   * @param id its id, by which it is deleted
   * @param sealed the secret, sealed for {@link Vault.Purpose#WEBHOOK} or {@link Vault.Purpose#NOTIFICATION}
   */
  public record WebhookSecret(String id, Sealed sealed) {}

  /**
   * The options of an app; every one has a default but the name.
   *
   * @param holdDays days that a hold without an expiry of its own lives after the newest event that shows it
   * @param maxBalanceAge the age from which a balance is called stale
   * @param fundsMaxAge the age from which a funds check says {@code too_old}
   * @param pendingInLedger bank ids whose ledger already contains pendings (rule 10)
   * @param decisionsDays days for which a decision is kept with what it was made on; 0 keeps none
   * @param notifications what the app is told at its callback URL
   * @param refreshUrl whom to ask for fresh figures of its accounts
   */
  public record Settings(
      String name,
      Env env,
      Set<Product> products,
      Currency currency,
      List<String> countries,
      Optional<String> color,
      Optional<String> logo,
      Optional<String> callbackUrl,
      Optional<String> redirectUrl,
      boolean showBalance,
      PendingPolicy pendingPolicy,
      int holdDays,
      Duration maxBalanceAge,
      Duration fundsMaxAge,
      Set<String> pendingInLedger,
      WebhookAuth webhookAuth,
      int decisionsDays,
      Notifications notifications,
      Optional<String> refreshUrl) {

    /** The fewest and the most days that {@code holdDays} may be. */
    public static final int LEAST_HOLD_DAYS = 1;

    public static final int MOST_HOLD_DAYS = 90;

    /** The most days that a decision is kept: ten years. */
    public static final int MOST_DECISIONS_DAYS = 3650;

    /** What an app gets that says no more than its name. */
    public static Settings named(String name) {
      return new Settings(
          name,
          Env.PRODUCTION,
          Set.of(Product.AUTH, Product.BALANCE, Product.TRANSACTIONS),
          Currency.of("NGN"),
          List.of("NG"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true,
          PendingPolicy.CONSERVATIVE,
          14,
          Duration.ofHours(24),
          Duration.ofHours(24),
          Set.of(),
          WebhookAuth.STANDARD,
          400,
          Notifications.ALL,
          Optional.empty());
    }
  }

  /** The form of what an app is told. */
  public enum NotificationFormat {
    NATIVE,
    V2
  }

  /**
   * What an app is told at its callback URL.
   *
   * @param kinds of what
   * @param format in which form
   * @param thresholds amounts below which an account in that currency is told of, where the account has none of its
   *     own; at most {@value #MOST_THRESHOLDS}
   */
  public record Notifications(Set<Kind> kinds, NotificationFormat format, List<Money> thresholds) {

    /** So many thresholds an app or an account may have. */
    public static final int MOST_THRESHOLDS = 5;

    /** Everything, without a threshold. */
    public static final Notifications ALL =
        new Notifications(Set.of(Kind.values()), NotificationFormat.NATIVE, List.of());
  }
}
