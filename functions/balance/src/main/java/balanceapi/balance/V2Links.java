package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.Link;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Origin;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * App links of the v2 dialect.
 *
 * <p>They are made here and not beside the App Builder, though they belong to apps: an app's secret key asks
 * for them, under the base URLs that this function serves already, and the one item that is written is within
 * what its role may do. The App Builder's function would need three more routes, a second kind of caller and
 * this dialect, and it has the key that seals secrets within reach.
 */
final class V2Links {

  private static final int MAX_NAME = 100;
  private static final int MAX_CTA = 60;
  private static final int MAX_OPTIONS = 4096;

  /** How many transactions the widget's limit option asks for when nothing is said (widget options). */
  private static final int USUAL_LIMIT = 24;

  /** What the widget can be asked for; what this service does not keep is asked of nobody and harms nobody. */
  private static final Set<String> PRODUCTS =
      new TreeSet<>(
          Set.of(
              "auth", "accounts", "balance", "transactions", "identity", "income", "direct-debit",
              "periodic-transactions", "guarantors", "directors"));

  private final AppStore store;
  private final Credentials credentials;
  private final Clock clock;

  V2Links(AppStore store, Credentials credentials, Clock clock) {
    this.store = store;
    this.credentials = credentials;
    this.clock = clock;
  }

  APIGatewayV2HTTPResponse create(App app, V2Parameters parameters, Origin origin) {
    Link link = read(app, parameters);
    store.addLink(link);
    ObjectNode data = Json.object();
    data.set("link", json(app, link, origin));
    return V2Answer.success("Link created successfully", data);
  }

  private Link read(App app, V2Parameters parameters) {
    App.Settings settings = app.settings();
    String name =
        parameters.text("name").orElseThrow(() -> new BadRequest("name", "is required"));
    return new Link(
        credentials.id(),
        app.id(),
        Values.line("name", name, MAX_NAME),
        new Link.Look(
            url(parameters, "logo").or(settings::logo),
            parameters.text("color").map(c -> Values.color("color", c)).or(settings::color),
            parameters
                .text("continue_cta")
                .map(text -> Values.line("continue_cta", text, MAX_CTA))),
        parameters
            .texts("countries")
            .map(codes -> Values.countries("countries", codes))
            .orElse(settings.countries()),
        products(parameters).orElseGet(() -> names(settings.products())),
        parameters.text("support_email").map(text -> Values.email("support_email", text)),
        url(parameters, "success_url").or(settings::redirectUrl),
        url(parameters, "callback_url").or(settings::callbackUrl),
        options(parameters),
        parameters.text("exp").map(text -> Values.instant("exp", text)),
        returning(parameters),
        clock.instant());
  }

  /** The widget's own names for who comes back. */
  private static Optional<Link.Returning> returning(V2Parameters parameters) {
    Optional<String> account = parameters.text("reauth_account").map(text -> Values.id("reauth_account", text));
    Optional<String> bank = parameters.text("reauth_bank").map(text -> Values.id("reauth_bank", text));
    Optional<String> customer = parameters.text("customer").map(text -> Values.id("customer", text));
    if (customer.isEmpty() && (account.isPresent() || bank.isPresent())) {
      throw new BadRequest("customer", "is required with reauth_account and reauth_bank");
    }
    return customer.map(id -> new Link.Returning(id, account, bank));
  }

  private static Optional<String> url(V2Parameters parameters, String name) {
    return parameters.text(name).map(text -> Values.url(name, text));
  }

  private static Optional<List<String>> products(V2Parameters parameters) {
    return parameters
        .texts("billable_products")
        .map(
            names -> {
              if (names.isEmpty() || !PRODUCTS.containsAll(names)) {
                throw new BadRequest(
                    "billable_products", "must list one or more of " + String.join(", ", PRODUCTS));
              }
              return names.stream().distinct().toList();
            });
  }

  private static List<String> names(Collection<App.Product> products) {
    return products.stream().sorted().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static Optional<String> options(V2Parameters parameters) {
    Optional<String> options = parameters.json("options");
    if (options.filter(text -> text.length() > MAX_OPTIONS).isPresent()) {
      throw new BadRequest("options", "must have at most 4096 characters as JSON");
    }
    return options;
  }

  /** A link in the shape that clients know. */
  private static ObjectNode json(App app, Link link, Origin origin) {
    String address = ReturnLinks.address(link, origin);
    ObjectNode json = Json.object();
    ObjectNode filter = json.putObject("filter");
    List.of("banks", "corp_banks", "ind_banks").forEach(filter::putArray);
    json.put("currency", app.settings().currency().code());
    texts(json.putArray("countries"), link.countries());
    json.put("count", 0).putArray("unique_views");
    texts(json.putArray("billable_products"), link.products());
    json.put("corporate", false).put("limit", USUAL_LIMIT).put("archived", false);
    json.put("debitLater", false).put("vanity", false).put("link_type", "multiple");
    json.put("ignore", false).put("multi_account", true);
    json.putArray("institutions");
    json.putArray("projects").add(app.id());
    json.put("_id", link.id()).put("short_url", address);
    json.putObject("owner").put("_id", app.token()).put("name", app.settings().name());
    for (String text :
        List.of("lead", "success_title", "success_message", "widget_success", "widget_failed")) {
      json.putNull(text);
    }
    json.put("callback_url", link.callbackUrl().orElse(""));
    json.put("success_url", link.successUrl().orElse(""));
    json.put("support_email", link.supportEmail().orElse(""));
    json.put("name", link.name()).put("env", app.settings().env().wireName());
    json.put("logo", link.look().logo().orElse(""));
    json.put("color", link.look().color().orElse(""));
    json.putNull("connectMessage").putNull("fullMessage");
    json.put("mode", app.settings().env().wireName());
    json.put("continue_cta", link.look().continueCta().orElse(""));
    json.putObject("app").put("_id", app.id()).put("tracking_id", app.key());
    link.expiresAt().ifPresent(at -> json.put("exp", at.toString()));
    json.put("reauth", link.returning().isPresent()).put("current_project", app.id()).putArray("past_refs");
    json.put("created_at", link.createdAt().toString());
    json.put("last_updated", link.createdAt().toString());
    return json.put("__v", 0).put("url", address);
  }

  private static void texts(ArrayNode into, List<String> texts) {
    texts.forEach(into::add);
  }
}
