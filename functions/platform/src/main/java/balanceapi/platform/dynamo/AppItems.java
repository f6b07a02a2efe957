package balanceapi.platform.dynamo;

import balanceapi.core.app.App;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.money.Currency;
import balanceapi.core.notification.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of apps and keys, attribute by attribute. */
final class AppItems {

  static final AttributeValue SCHEMA = AttributeValue.fromN("1");
  static final String KEY_PREFIX = "KEY#";

  private AppItems() {}

  static Map<String, AttributeValue> appKey(String appId) {
    return Map.of("pk", text(appId), "sk", text("APP"));
  }

  static Map<String, AttributeValue> keyKey(String appId, String sha256) {
    return Map.of("pk", text(appId), "sk", text(KEY_PREFIX + sha256));
  }

  static Map<String, AttributeValue> of(App app) {
    Map<String, AttributeValue> item = new HashMap<>(appKey(app.id()));
    item.put("v", SCHEMA);
    item.put("key", text(app.key()));
    item.put("token", text(app.token()));
    item.put("settings", of(app.settings()));
    // By id, so that one can be added or removed without reading the others.
    item.put(secrets(Vault.Purpose.WEBHOOK), of(app.webhookSecrets(), app.createdAt()));
    item.put(secrets(Vault.Purpose.NOTIFICATION), of(app.notificationSecrets(), app.createdAt()));
    item.put("signing_secret", text(app.signingSecret().base64()));
    item.put("created_at", text(app.createdAt().toString()));
    return item;
  }

  static App app(Map<String, AttributeValue> item) {
    return new App(
        item.get("pk").s(),
        item.get("key").s(),
        item.get("token").s(),
        settings(item.get("settings").m()),
        secrets(item, Vault.Purpose.WEBHOOK),
        secrets(item, Vault.Purpose.NOTIFICATION),
        sealed(item, "signing_secret"),
        instant(item, "created_at"));
  }

  /** The attribute that has the secrets of this purpose. */
  static String secrets(Vault.Purpose purpose) {
    return purpose.word() + "_secrets";
  }

  private static AttributeValue of(List<App.WebhookSecret> secrets, Instant at) {
    return AttributeValue.fromM(
        secrets.stream().collect(Collectors.toMap(App.WebhookSecret::id, secret -> of(secret, at))));
  }

  /** By the time they were made; none where the app was kept before there were any of this purpose. */
  private static List<App.WebhookSecret> secrets(
      Map<String, AttributeValue> item, Vault.Purpose purpose) {
    return Optional.ofNullable(item.get(secrets(purpose))).stream()
        .flatMap(secrets -> secrets.m().entrySet().stream())
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, AttributeValue> secret) ->
                        instant(secret.getValue().m(), "created_at"))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            secret -> new App.WebhookSecret(secret.getKey(), sealed(secret.getValue().m(), "sealed")))
        .toList();
  }

  static AttributeValue of(App.WebhookSecret secret, Instant at) {
    return AttributeValue.fromM(
        Map.of("sealed", text(secret.sealed().base64()), "created_at", text(at.toString())));
  }

  static Map<String, AttributeValue> of(SecretKey key) {
    Map<String, AttributeValue> item = new HashMap<>(keyKey(key.appId(), key.sha256()));
    item.put("v", SCHEMA);
    item.put("key_id", text(key.id()));
    item.put("created_at", text(key.createdAt().toString()));
    return item;
  }

  static SecretKey key(Map<String, AttributeValue> item) {
    return new SecretKey(
        item.get("pk").s(),
        item.get("key_id").s(),
        item.get("sk").s().substring(KEY_PREFIX.length()),
        instant(item, "created_at"));
  }

  static AttributeValue of(App.Settings settings) {
    Map<String, AttributeValue> map = new HashMap<>();
    map.put("name", text(settings.name()));
    map.put("env", text(settings.env().name()));
    map.put("products", texts(settings.products().stream().map(Enum::name).sorted().toList()));
    map.put("currency", text(settings.currency().code()));
    map.put("countries", texts(settings.countries()));
    settings.color().ifPresent(color -> map.put("color", text(color)));
    settings.logo().ifPresent(logo -> map.put("logo", text(logo)));
    settings.callbackUrl().ifPresent(url -> map.put("callback_url", text(url)));
    settings.redirectUrl().ifPresent(url -> map.put("redirect_url", text(url)));
    map.put("show_balance", AttributeValue.fromBool(settings.showBalance()));
    map.put("pending_policy", text(settings.pendingPolicy().name()));
    map.put("hold_days", AttributeValue.fromN(Integer.toString(settings.holdDays())));
    map.put("max_balance_age", text(settings.maxBalanceAge().toString()));
    map.put("funds_max_age", text(settings.fundsMaxAge().toString()));
    map.put("pending_in_ledger", texts(settings.pendingInLedger().stream().sorted().toList()));
    map.put("webhook_auth", text(settings.webhookAuth().name()));
    map.put("decisions_days", AttributeValue.fromN(Integer.toString(settings.decisionsDays())));
    map.put("notifications", texts(settings.notifications().kinds().stream().map(Enum::name).sorted().toList()));
    map.put("notification_format", text(settings.notifications().format().name()));
    map.put("thresholds", Attributes.list(settings.notifications().thresholds(), Attributes::of));
    settings.refreshUrl().ifPresent(url -> map.put("refresh_url", text(url)));
    return AttributeValue.fromM(map);
  }

  private static App.Settings settings(Map<String, AttributeValue> map) {
    return new App.Settings(
        map.get("name").s(),
        App.Env.valueOf(map.get("env").s()),
        texts(map, "products").stream().map(App.Product::valueOf).collect(Collectors.toUnmodifiableSet()),
        Currency.of(map.get("currency").s()),
        texts(map, "countries"),
        optional(map, "color"),
        optional(map, "logo"),
        optional(map, "callback_url"),
        optional(map, "redirect_url"),
        map.get("show_balance").bool(),
        App.PendingPolicy.valueOf(map.get("pending_policy").s()),
        Integer.parseInt(map.get("hold_days").n()),
        Duration.parse(map.get("max_balance_age").s()),
        Duration.parse(map.get("funds_max_age").s()),
        Set.copyOf(texts(map, "pending_in_ledger")),
        App.WebhookAuth.valueOf(map.get("webhook_auth").s()),
        decisionsDays(map),
        notifications(map),
        optional(map, "refresh_url"));
  }

  // An app that was kept before there were these options has their defaults.

  private static int decisionsDays(Map<String, AttributeValue> map) {
    return Optional.ofNullable(map.get("decisions_days"))
        .map(days -> Integer.parseInt(days.n()))
        .orElseGet(() -> App.Settings.named("").decisionsDays());
  }

  private static App.Notifications notifications(Map<String, AttributeValue> map) {
    return map.containsKey("notifications")
        ? new App.Notifications(
            texts(map, "notifications").stream().map(Kind::valueOf).collect(Collectors.toUnmodifiableSet()),
            App.NotificationFormat.valueOf(map.get("notification_format").s()),
            Attributes.each(map.get("thresholds"), Attributes::money))
        : App.Notifications.ALL;
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue texts(Collection<String> values) {
    return AttributeValue.fromL(values.stream().map(AppItems::text).toList());
  }

  private static List<String> texts(Map<String, AttributeValue> map, String name) {
    return map.get(name).l().stream().map(AttributeValue::s).toList();
  }

  private static Optional<String> optional(Map<String, AttributeValue> map, String name) {
    return Optional.ofNullable(map.get(name)).map(AttributeValue::s);
  }

  private static Sealed sealed(Map<String, AttributeValue> map, String name) {
    return new Sealed(map.get(name).s());
  }

  private static Instant instant(Map<String, AttributeValue> map, String name) {
    return Instant.parse(map.get(name).s());
  }
}
