package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.app.App.Product;
import balanceapi.core.app.Link;
import balanceapi.platform.event.WidgetOptions;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what the widget is asked for, from a page's options or a link. A page is not trusted: it gets what its app
 * allows, and less where it asks for less. What it asks for that is none of this service's is passed over, as the
 * widget's pages have many such options.
 */
final class Wished {

  private static final int MAX_META = 512;

  private Wished() {}

  /** What a page asks for with the widget's options. */
  static Wish of(App app, Fields options) {
    App.Settings settings = app.settings();
    Set<Product> products = products(settings, options.texts("products"));
    return new Wish(
        products,
        settings.showBalance()
            && options.bool("showBalance").orElse(true)
            && products.contains(Product.BALANCE),
        options.bool("multi_account").orElse(true),
        returning(options),
        free(options.tree("options"), "options", WidgetOptions.MAX_BYTES),
        free(options.tree("meta"), "meta", MAX_META));
  }

  /** What an app asks for where nobody asks for less. */
  static Wish of(App app) {
    return of(app, Json.parse("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** What a link asks for. */
  static Wish of(App app, Link link) {
    Set<Product> products = products(app.settings(), Optional.of(link.products()));
    ObjectNode options =
        link.options()
            .filter(text -> text.length() <= WidgetOptions.MAX_BYTES)
            .map(text -> Json.read(text.getBytes(StandardCharsets.UTF_8)))
            .orElseGet(Json::object);
    return new Wish(
        products,
        app.settings().showBalance() && products.contains(Product.BALANCE),
        true,
        link.returning(),
        options,
        Json.object());
  }

  /** When a page's widget ends ({@code exp}); empty when it says nothing that is an instant. */
  static Optional<Instant> expiry(Fields options) {
    return options.isText("exp")
        ? options.text("exp").filter(text -> !text.isBlank()).map(text -> Values.instant("exp", text))
        : Optional.empty();
  }

  private static Set<Product> products(App.Settings settings, Optional<List<String>> asked) {
    Set<Product> products = EnumSet.of(Product.AUTH);
    products.addAll(settings.products());
    asked.ifPresent(
        names ->
            products.removeIf(
                product ->
                    product != Product.AUTH
                        && names.stream().noneMatch(name -> name.equalsIgnoreCase(word(product)))));
    return products;
  }

  static String word(Product product) {
    return product.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Who comes back: {@code customer} is an id or an object with one. Pages also pass there what they know of a person who
   * is new, without an id; that is nobody who comes back.
   */
  private static Optional<Link.Returning> returning(Fields options) {
    Optional<String> account = said(options, "reauth_account");
    Optional<String> bank = said(options, "reauth_bank");
    Optional<String> customer =
        options.isObject("customer")
            ? options.object("customer").flatMap(inside -> said(inside, "id"))
            : said(options, "customer");
    if (customer.isEmpty() && (account.isPresent() || bank.isPresent())) {
      throw new BadRequest("customer", "is required with reauth_account and reauth_bank, as {\"id\":\"…\"}");
    }
    return customer.map(id -> new Link.Returning(id, account, bank));
  }

  /** An id that is there; pages leave the options that they do not use empty. */
  private static Optional<String> said(Fields options, String name) {
    return options.isText(name)
        ? options.text(name).filter(text -> !text.isEmpty()).map(text -> Values.id(name, text))
        : Optional.empty();
  }

  private static ObjectNode free(Optional<JsonNode> data, String name, int most) {
    if (data.isEmpty()) {
      return Json.object();
    }
    if (data.get() instanceof ObjectNode object) {
      if (Json.write(object).getBytes(StandardCharsets.UTF_8).length > most) {
        throw new BadRequest(name, "must have at most " + most + " bytes as JSON");
      }
      return object;
    }
    throw new BadRequest(name, "must be an object");
  }
}
