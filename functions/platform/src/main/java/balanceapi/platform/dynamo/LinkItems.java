package balanceapi.platform.dynamo;

import balanceapi.core.app.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items of app links, attribute by attribute. */
final class LinkItems {

  static final String PREFIX = "LINK#";

  private static final Duration KEPT = Duration.ofDays(1);

  private LinkItems() {}

  static Map<String, AttributeValue> key(String appId, String id) {
    return Keys.key(appId, PREFIX + id);
  }

  static Map<String, AttributeValue> of(Link link) {
    return new Attributes.Item()
        .with("pk", Attributes.of(link.appId()))
        .with("sk", Attributes.of(PREFIX + link.id()))
        .with("v", AppItems.SCHEMA)
        .with("name", Attributes.of(link.name()))
        .with("logo", link.look().logo(), Attributes::of)
        .with("color", link.look().color(), Attributes::of)
        .with("continue_cta", link.look().continueCta(), Attributes::of)
        .with("countries", Attributes.list(link.countries(), Attributes::of))
        .with("products", Attributes.list(link.products(), Attributes::of))
        .with("support_email", link.supportEmail(), Attributes::of)
        .with("success_url", link.successUrl(), Attributes::of)
        .with("callback_url", link.callbackUrl(), Attributes::of)
        .with("options", link.options(), Attributes::of)
        .with("expires_at", link.expiresAt().map(Instant::toString), Attributes::of)
        .with("customer", link.returning().map(Link.Returning::customer), Attributes::of)
        .with("reauth_account", link.returning().flatMap(Link.Returning::account), Attributes::of)
        .with("reauth_bank", link.returning().flatMap(Link.Returning::bank), Attributes::of)
        // Nothing reads what is over for a day; until then its page says that it is over.
        .with(
            "ttl",
            link.expiresAt().map(at -> at.plus(KEPT).getEpochSecond()),
            Attributes::of)
        .with("created_at", Attributes.of(link.createdAt().toString()))
        .map();
  }

  static Link link(Map<String, AttributeValue> item) {
    return new Link(
        item.get("sk").s().substring(PREFIX.length()),
        item.get("pk").s(),
        item.get("name").s(),
        new Link.Look(
            optional(item, "logo"), optional(item, "color"), optional(item, "continue_cta")),
        texts(item, "countries"),
        texts(item, "products"),
        optional(item, "support_email"),
        optional(item, "success_url"),
        optional(item, "callback_url"),
        optional(item, "options"),
        optional(item, "expires_at").map(Instant::parse),
        optional(item, "customer")
            .map(
                customer ->
                    new Link.Returning(
                        customer, optional(item, "reauth_account"), optional(item, "reauth_bank"))),
        Instant.parse(item.get("created_at").s()));
  }

  private static Optional<String> optional(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
  }

  private static List<String> texts(Map<String, AttributeValue> item, String name) {
    return Attributes.each(item.get(name), AttributeValue::s);
  }
}
