package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.app.App.Product;
import balanceapi.core.app.Link;
import balanceapi.core.app.Vault;
import balanceapi.core.bank.Bank;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.secrets.AesGcm;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes visits as text that only this service can read, make or alter. They are stored nowhere: the page carries its
 * visit from step to step.
 *
 * <p>A visit is sealed under a key that follows from its app's signing secret, which this function may open already and
 * nobody is shown; so it is worthless with another app, and ends with its own. No password is in it.
 */
final class Visits {

  /** The longest text: that of a visit with options, meta and a dozen accounts, and what JSON takes for one text. */
  static final int MOST = Json.MAX_TEXT;

  private static final String KIND = "visit";

  private final Vault vault;
  private final Clock clock;

  Visits(Vault vault, Clock clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The visit as text; it begins with the app's id. */
  String seal(App app, Visit visit) {
    byte[] plain = Json.write(json(visit)).getBytes(StandardCharsets.UTF_8);
    String text =
        app.id()
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(sealing(app).seal(plain, KIND, app.id()));
    if (text.length() > MOST) {
      throw new BadRequest("options and meta", "are too long for so many accounts; send less");
    }
    return text;
  }

  /** The app whose visit this says it is. */
  static String appOf(String sealed) {
    return sealed.substring(0, Math.max(0, sealed.indexOf('.')));
  }

  /** The visit in a text that {@link #seal} made for this app, while it lasts. */
  Optional<Visit> open(App app, String sealed) {
    return bytes(sealed.substring(sealed.indexOf('.') + 1))
        .flatMap(bytes -> sealing(app).open(bytes, KIND, app.id()))
        .map(plain -> visit(Json.parse(plain)))
        .filter(visit -> clock.instant().isBefore(visit.until()));
  }

  private AesGcm sealing(App app) {
    String secret = vault.open(new Vault.Context(app.id(), Vault.Purpose.SIGNING), app.signingSecret());
    // The secret itself signs webhooks, and a key has one use.
    return new AesGcm(() -> KIND + " " + secret);
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // ---- as JSON

  private static ObjectNode json(Visit visit) {
    Wish wish = visit.wish();
    ObjectNode json = Json.object().put("until", visit.until().toString());
    ArrayNode products = json.putArray("products");
    wish.products().forEach(product -> products.add(product.name()));
    json.put("shows", wish.showsBalance()).put("several", wish.severalAccounts());
    wish.returning()
        .ifPresent(
            returning -> {
              json.put("customer", returning.customer());
              returning.account().ifPresent(account -> json.put("account", account));
              returning.bank().ifPresent(bank -> json.put("bank", bank));
            });
    json.set("options", wish.options());
    json.set("meta", wish.meta());
    visit.entry().ifPresent(entry -> json.set("entry", json(entry)));
    return json;
  }

  private static ObjectNode json(Visit.Entry entry) {
    Login login = entry.login();
    ObjectNode json = Json.object().put("at", entry.at().toString());
    json.put("customer", login.customer()).put("record", login.record());
    json.put("name", login.name()).put("bank", login.bank().id());
    ArrayNode accounts = json.putArray("accounts");
    for (BankAccount account : login.accounts()) {
      accounts.add(String.join("|", account.id(), account.nuban(), account.type().word(), account.name()));
    }
    return json;
  }

  private static Visit visit(Fields json) {
    Set<Product> products =
        json.texts("products").orElse(List.of()).stream()
            .map(Product::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Product.class)));
    Wish wish =
        new Wish(
            products,
            json.bool("shows").orElse(false),
            json.bool("several").orElse(true),
            json.text("customer")
                .map(customer -> new Link.Returning(customer, json.text("account"), json.text("bank"))),
            object(json, "options"),
            object(json, "meta"));
    return new Visit(
        wish,
        json.object("entry").map(Visits::entry),
        Instant.parse(json.required("until", json::text)));
  }

  private static ObjectNode object(Fields json, String name) {
    return (ObjectNode) json.tree(name).orElseGet(Json::object);
  }

  private static Visit.Entry entry(Fields json) {
    Bank bank = Bank.ofSandbox(json.required("bank", json::text)).orElseThrow();
    return new Visit.Entry(
        new Login(
            json.required("customer", json::text),
            json.required("record", json::text),
            json.required("name", json::text),
            bank,
            json.texts("accounts").orElse(List.of()).stream().map(Visits::account).toList()),
        Instant.parse(json.required("at", json::text)));
  }

  private static BankAccount account(String line) {
    String[] parts = line.split("\\|", 4);
    return new BankAccount(parts[0], parts[1], parts[3], BankAccount.Type.called(parts[2]));
  }
}
