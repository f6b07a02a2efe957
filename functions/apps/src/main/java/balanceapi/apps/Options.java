package balanceapi.apps;

import balanceapi.core.app.App;
import balanceapi.core.notification.Kind;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.ThresholdsJson;
import balanceapi.platform.json.Values;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The options of an app as they stand in JSON: read over what holds already, and written. */
final class Options {

  private static final int MAX_NAME = 100;
  private static final int MAX_BANKS = 100;

  private static final Map<String, App.Env> ENVS = byName(App.Env.values(), App.Env::wireName);
  private static final Map<String, App.Product> PRODUCTS = byName(App.Product.values(), Options::lower);
  private static final Map<String, App.PendingPolicy> POLICIES =
      byName(App.PendingPolicy.values(), Options::lower);
  private static final Map<String, App.WebhookAuth> WEBHOOK_AUTHS =
      byName(App.WebhookAuth.values(), Options::lower);

  private static final Map<String, Kind> KINDS = byName(Kind.values(), Kind::wireName);
  private static final Map<String, App.NotificationFormat> FORMATS =
      byName(App.NotificationFormat.values(), Options::lower);

  private static final List<String> NAMES =
      List.of(
          "name",
          "env",
          "products",
          "currency",
          "countries",
          "color",
          "logo",
          "callback_url",
          "redirect_url",
          "showBalance",
          "pending_policy",
          "hold_days",
          "max_balance_age",
          "funds_max_age",
          "pending_in_ledger",
          "webhook_auth",
          "decisions_days",
          "notifications",
          "notification_format",
          "thresholds",
          "refresh_url");

  private Options() {}

  /** The settings of a new app; only {@code name} is required. */
  static App.Settings create(Fields fields) {
    return over(App.Settings.named(fields.required("name", name -> name(fields))), fields);
  }

  /**
   * The settings with these options changed: one left out stays as it is, an explicit null gets its default
   * back. {@code name} has none, so a null there is as if it were left out.
   */
  static App.Settings over(App.Settings old, Fields fields) {
    refuseUnknown(fields);
    App.Settings start = App.Settings.named(old.name());
    App.Settings settings =
        new App.Settings(
            name(fields).orElse(old.name()),
            pick(fields, "env", choice(fields, "env", ENVS), old.env(), start.env()),
            pick(fields, "products", products(fields), old.products(), start.products()),
            pick(fields, "currency", fields.currency("currency"), old.currency(), start.currency()),
            pick(fields, "countries", countries(fields), old.countries(), start.countries()),
            optional(fields, "color", color(fields), old.color()),
            optional(fields, "logo", url(fields, "logo"), old.logo()),
            optional(fields, "callback_url", url(fields, "callback_url"), old.callbackUrl()),
            optional(fields, "redirect_url", url(fields, "redirect_url"), old.redirectUrl()),
            pick(fields, "showBalance", fields.bool("showBalance"), old.showBalance(), start.showBalance()),
            pick(
                fields,
                "pending_policy",
                choice(fields, "pending_policy", POLICIES),
                old.pendingPolicy(),
                start.pendingPolicy()),
            pick(
                fields,
                "hold_days",
                fields.integer("hold_days", App.Settings.LEAST_HOLD_DAYS, App.Settings.MOST_HOLD_DAYS),
                old.holdDays(),
                start.holdDays()),
            pick(
                fields,
                "max_balance_age",
                fields.duration("max_balance_age"),
                old.maxBalanceAge(),
                start.maxBalanceAge()),
            pick(
                fields,
                "funds_max_age",
                fields.duration("funds_max_age"),
                old.fundsMaxAge(),
                start.fundsMaxAge()),
            pick(fields, "pending_in_ledger", banks(fields), old.pendingInLedger(), start.pendingInLedger()),
            pick(
                fields,
                "webhook_auth",
                choice(fields, "webhook_auth", WEBHOOK_AUTHS),
                old.webhookAuth(),
                start.webhookAuth()),
            pick(
                fields,
                "decisions_days",
                fields.integer("decisions_days", 0, App.Settings.MOST_DECISIONS_DAYS),
                old.decisionsDays(),
                start.decisionsDays()),
            notifications(fields, old.notifications(), start.notifications()),
            optional(fields, "refresh_url", url(fields, "refresh_url"), old.refreshUrl()));
    if (settings.webhookAuth() == App.WebhookAuth.OPEN && settings.env() != App.Env.SANDBOX) {
      throw fields.wrong("webhook_auth", "may be open only for an app whose env is production-sandbox");
    }
    return settings;
  }

  /** Writes every option into an answer; one without a value is null. */
  static void write(App.Settings settings, ObjectNode into) {
    into.put("name", settings.name());
    into.put("env", settings.env().wireName());
    texts(
        into.putArray("products"),
        EnumSet.copyOf(settings.products()).stream().map(Options::lower).toList());
    into.put("currency", settings.currency().code());
    texts(into.putArray("countries"), settings.countries());
    into.put("color", settings.color().orElse(null));
    into.put("logo", settings.logo().orElse(null));
    into.put("callback_url", settings.callbackUrl().orElse(null));
    into.put("redirect_url", settings.redirectUrl().orElse(null));
    into.put("showBalance", settings.showBalance());
    into.put("pending_policy", lower(settings.pendingPolicy()));
    into.put("hold_days", settings.holdDays());
    into.put("max_balance_age", settings.maxBalanceAge().toString());
    into.put("funds_max_age", settings.fundsMaxAge().toString());
    texts(into.putArray("pending_in_ledger"), settings.pendingInLedger().stream().sorted().toList());
    into.put("webhook_auth", lower(settings.webhookAuth()));
    into.put("decisions_days", settings.decisionsDays());
    texts(
        into.putArray("notifications"),
        settings.notifications().kinds().stream().sorted().map(Kind::wireName).toList());
    into.put("notification_format", lower(settings.notifications().format()));
    ThresholdsJson.write(into.putArray("thresholds"), settings.notifications().thresholds());
    into.put("refresh_url", settings.refreshUrl().orElse(null));
  }

  private static App.Notifications notifications(
      Fields fields, App.Notifications old, App.Notifications start) {
    return new App.Notifications(
        pick(fields, "notifications", kinds(fields), old.kinds(), start.kinds()),
        pick(
            fields,
            "notification_format",
            choice(fields, "notification_format", FORMATS),
            old.format(),
            start.format()),
        pick(
            fields,
            "thresholds",
            ThresholdsJson.read(fields, "thresholds"),
            old.thresholds(),
            start.thresholds()));
  }

  private static Optional<Set<Kind>> kinds(Fields fields) {
    return fields
        .texts("notifications")
        .map(
            names ->
                names.stream()
                    .map(name -> chosen(fields, "notifications", name, KINDS))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  /** A misspelt option that is quietly ignored would be found out in production. */
  private static void refuseUnknown(Fields fields) {
    for (String name : fields.names()) {
      if (!NAMES.contains(name)) {
        throw fields.wrong(name, "is not an option; the options are " + String.join(", ", NAMES));
      }
    }
  }

  private static <T> T pick(Fields fields, String name, Optional<T> given, T old, T start) {
    return given.orElse(fields.isNull(name) ? start : old);
  }

  private static Optional<String> optional(
      Fields fields, String name, Optional<String> given, Optional<String> old) {
    return given.isPresent() || fields.isNull(name) ? given : old;
  }

  private static Optional<String> name(Fields fields) {
    return fields.text("name").map(text -> Values.line("name", text, MAX_NAME));
  }

  private static <T> Optional<T> choice(Fields fields, String name, Map<String, T> choices) {
    return fields.text(name).map(text -> chosen(fields, name, text, choices));
  }

  private static <T> T chosen(Fields fields, String name, String text, Map<String, T> choices) {
    return Optional.ofNullable(choices.get(text))
        .orElseThrow(() -> fields.wrong(name, "must be one of " + String.join(", ", choices.keySet())));
  }

  private static Optional<Set<App.Product>> products(Fields fields) {
    return fields
        .texts("products")
        .map(
            names -> {
              Set<App.Product> products = EnumSet.of(App.Product.AUTH);
              names.forEach(name -> products.add(chosen(fields, "products", name, PRODUCTS)));
              return Set.copyOf(products);
            });
  }

  private static Optional<List<String>> countries(Fields fields) {
    return fields.texts("countries").map(codes -> Values.countries("countries", codes));
  }

  private static Optional<Set<String>> banks(Fields fields) {
    return fields
        .ids("pending_in_ledger")
        .map(
            ids -> {
              if (ids.size() > MAX_BANKS) {
                throw fields.wrong("pending_in_ledger", "must list at most 100 bank ids");
              }
              return Set.copyOf(ids);
            });
  }

  private static Optional<String> color(Fields fields) {
    return fields.text("color").map(text -> Values.color("color", text));
  }

  private static Optional<String> url(Fields fields, String name) {
    return fields.text(name).map(text -> Values.url(name, text));
  }

  private static <T> Map<String, T> byName(T[] values, Function<T, String> name) {
    return Arrays.stream(values)
        .collect(Collectors.toMap(name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void texts(ArrayNode into, Collection<String> texts) {
    texts.forEach(into::add);
  }
}
