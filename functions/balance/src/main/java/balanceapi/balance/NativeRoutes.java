package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.FundsCheck;
import balanceapi.core.usecase.Transactions;
import balanceapi.platform.Cursors;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.ETag;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The native dialect (design section 4). */
final class NativeRoutes {

  private static final int MAX_BODY = 16 * 1024;
  private static final byte[] NO_WISHES = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Set<String> FUNDS_CHECK = Set.of("amount", "currency", "max_age");
  private static final Map<String, String> METHODS =
      Map.ofEntries(
          Map.entry("health", "GET"),
          Map.entry("openapi.yaml", "GET"),
          Map.entry("accounts", "GET"),
          Map.entry("accounts/*/balance", "GET"),
          Map.entry("accounts/*/balances", "GET"),
          Map.entry("accounts/*/transactions", "GET"),
          Map.entry("accounts/*/funds-check", "POST"),
          Map.entry("customers/*/balances", "GET"),
          Map.entry("customers/*/return-links", "POST"),
          Map.entry("customers/*", "DELETE"),
          Map.entry("records/*", "DELETE"),
          Map.entry("webhooks/*", "POST"));
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 100;

  /** A filtered list looks at so many accounts a page, found or not: a page's price has a bound. */
  private static final int LOOKED_AT = 500;

  private final KnownApps apps;
  private final Balances balances;
  private final Transactions transactions;
  private final EraseCustomer erasure;
  private final ReturnLinks returnLinks;
  private final Cursors cursors;
  private final Clock clock;

  NativeRoutes(
      KnownApps apps,
      Balances balances,
      Transactions transactions,
      EraseCustomer erasure,
      ReturnLinks returnLinks,
      Cursors cursors,
      Clock clock) {
    this.apps = apps;
    this.balances = balances;
    this.transactions = transactions;
    this.erasure = erasure;
    this.returnLinks = returnLinks;
    this.cursors = cursors;
    this.clock = clock;
  }

  APIGatewayV2HTTPResponse answer(Request request) {
    List<String> path = request.segments();
    if (path.size() > 1 && !path.get(1).isEmpty() && !Values.isId(path.get(1))) {
      throw notFound();
    }
    String pattern = pattern(path);
    return switch (request.method() + " " + pattern) {
      case "GET health", "HEAD health" -> Answer.json(200, Json.object().put("status", "ok")).build();
      case "GET openapi.yaml" -> openApi();
      case "GET accounts" -> accounts(request);
      case "GET accounts/*/balance" -> balance(request, path.get(1));
      case "GET accounts/*/balances" -> history(request, path.get(1));
      case "GET accounts/*/transactions" -> transactions(request, path.get(1));
      case "POST accounts/*/funds-check" -> fundsCheck(request, path.get(1));
      case "GET customers/*/balances" -> customer(request, path.get(1));
      case "POST customers/*/return-links" -> returnLink(request, path.get(1));
      case "DELETE customers/*" -> erase(request, path.get(1));
      case "DELETE records/*" -> unlink(request, path.get(1));
      default -> throw new Refused(Problem.NOT_FOUND, advice(pattern));
    };
  }

  private static String advice(String pattern) {
    if (pattern.endsWith("/")) {
      return "There is no such route; leave out the slash at the end.";
    }
    return METHODS.containsKey(pattern)
        ? "This route takes " + METHODS.get(pattern) + "; send that method."
        : "There is no such route; GET /openapi.yaml lists those that there are.";
  }

  /** The path with a star for its second segment, an id; nothing where another one has a slash in it. */
  private static String pattern(List<String> path) {
    List<String> pattern = new ArrayList<>(path);
    if (path.size() > 1 && !path.get(1).isEmpty()) {
      pattern.set(1, "*");
    }
    boolean isPlain = pattern.stream().noneMatch(segment -> segment.contains("/"));
    return isPlain ? String.join("/", pattern) : "";
  }

  private App app(Request request) {
    String id = request.caller().requireApp();
    return apps.find(id).orElseThrow(() -> new Refused(
        Problem.UNAUTHORIZED, "The app of this key was deleted; send a secret key of another app."));
  }

  private static Refused notFound() {
    return new Refused(
        Problem.NOT_FOUND, "This app has nothing under this id; check the id and the key's app.");
  }

  private static APIGatewayV2HTTPResponse openApi() {
    try (InputStream in = NativeRoutes.class.getResourceAsStream("/openapi.yaml")) {
      return Answer.text(
              200, "application/yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- the current balance

  private APIGatewayV2HTTPResponse balance(Request request, String id) {
    App app = app(request);
    request.takesOnly("at", "max_age", "explain");
    Optional<Instant> at = request.query("at").map(text -> Values.instant("at", text));
    Optional<Duration> maxAge =
        request.query("max_age").map(text -> Values.duration("max_age", text));
    boolean explain = bool(request, "explain").orElse(false);
    Instant now = clock.instant();
    if (at.isPresent() && (maxAge.isPresent() || explain)) {
      throw new BadRequest("at", "asks for a balance of then; leave max_age and explain out");
    }
    if (at.isPresent()) {
      return balanceAt(request, app, id, at.get(), now);
    }
    if (explain) {
      Balances.Explained explained =
          balances.explain(app, id, now).orElseThrow(NativeRoutes::notFound);
      refuseTooOld(explained.account(), maxAge, now);
      ObjectNode body = NativeJson.balance(explained.account(), app, now);
      body.set("explanation", NativeJson.explanation(explained.result()));
      return tagged(request, body);
    }
    Account account = balances.current(app, id).orElseThrow(NativeRoutes::notFound);
    refuseTooOld(account, maxAge, now);
    return tagged(request, NativeJson.balance(account, app, now));
  }

  /** A reader who asks again and again is told that nothing changed, and not the same once more. */
  private static APIGatewayV2HTTPResponse tagged(Request request, ObjectNode body) {
    return Answer.json(200, body).tagged(ETag.of(Json.write(body)), request.header("if-none-match")).build();
  }

  private APIGatewayV2HTTPResponse balanceAt(
      Request request, App app, String id, Instant at, Instant now) {
    Balances.Dated then = balances.at(app, id, at, now).orElseThrow(NativeRoutes::notFound);
    if (then.asOf().isEmpty()) {
      throw new Refused(
          Problem.NO_BALANCE_YET, "No balance was known at that instant; ask for a later one.");
    }
    return tagged(request, NativeJson.balance(then, app, now));
  }

  private static void refuseTooOld(Account account, Optional<Duration> maxAge, Instant now) {
    if (maxAge.isPresent()
        && (account.connection().isUnlinked() || account.isOlderThan(maxAge.get(), now))) {
      throw new TooOld(account.asOf());
    }
  }

  // ---- lists

  private APIGatewayV2HTTPResponse history(Request request, String id) {
    App app = app(request);
    request.takesOnly("from", "to", "limit", "cursor");
    Instant from =
        request.query("from").map(text -> Values.instant("from", text)).orElse(Instant.EPOCH);
    Optional<Instant> to = request.query("to").map(text -> Values.instant("to", text));
    if (to.filter(from::isAfter).isPresent()) {
      throw new BadRequest("from", "must not be after to");
    }
    int limit = limit(request);
    String purpose = "balances " + id;
    Instant now = clock.instant();
    Balances.Changes changes =
        balances
            .history(
                app,
                id,
                from,
                to.orElse(Instant.MAX),
                cursor(request, app, purpose),
                limit,
                now)
            .orElseThrow(NativeRoutes::notFound);
    return page(
        request, changes.changes().stream().map(NativeJson::change), changes.next(), place -> cursors.seal(app.id(), purpose, place));
  }

  private APIGatewayV2HTTPResponse transactions(Request request, String id) {
    App app = app(request);
    request.takesOnly("status", "limit", "cursor");
    Optional<Transactions.Status> status = request.query("status").map(NativeRoutes::status);
    String purpose = "transactions " + id + " " + request.query("status").orElse("");
    Transactions.Listing listing =
        transactions
            .list(
                app,
                id,
                status,
                cursor(request, app, purpose),
                limit(request),
                clock.instant())
            .orElseThrow(NativeRoutes::notFound);
    Currency currency = listing.account().figures().currency();
    return page(
        request,
        listing.items().stream().map(item -> NativeJson.transaction(item, currency)),
        listing.next(),
        place -> cursors.seal(app.id(), purpose, place));
  }

  private static Transactions.Status status(String text) {
    return Stream.of(Transactions.Status.values())
        .filter(status -> status.wireName().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("status", "must be pending, posted, expired or removed"));
  }

  private APIGatewayV2HTTPResponse accounts(Request request) {
    App app = app(request);
    request.takesOnly("customer", "nuban", "stale", "source", "limit", "cursor");
    Optional<String> customer =
        request.query("customer").map(text -> Values.id("customer", text));
    Predicate<Account> filter = filter(request, app);
    int limit = limit(request);
    String purpose =
        "accounts "
            + Stream.of("customer", "nuban", "stale", "source")
                .map(name -> request.query(name).orElse(""))
                .toList();
    Optional<String> after = cursor(request, app, purpose);
    List<Account> found = new ArrayList<>();
    int looked = 0;
    do {
      Page<Account> page = page(app, customer, after, limit);
      after = page.next();
      looked += limit;
      for (Account account : page.items()) {
        if (filter.test(account)) {
          found.add(account);
        }
        if (found.size() == limit) {
          boolean last = account == page.items().getLast() && after.isEmpty();
          after = last ? Optional.empty() : Optional.of(account.ref().account());
          break;
        }
      }
    } while (after.isPresent() && found.size() < limit && looked < LOOKED_AT);
    Instant now = clock.instant();
    return page(
        request,
        found.stream().map(account -> NativeJson.balance(account, app, now)),
        after,
        place -> cursors.seal(app.id(), purpose, place));
  }

  private Page<Account> page(
      App app, Optional<String> customer, Optional<String> after, int limit) {
    if (customer.isEmpty()) {
      return balances.ofApp(app, after, limit);
    }
    List<Account> all =
        balances.ofCustomer(app, customer.get()).stream()
            .filter(a -> after.filter(at -> a.ref().account().compareTo(at) <= 0).isEmpty())
            .sorted((one, other) -> one.ref().account().compareTo(other.ref().account()))
            .toList();
    List<Account> items = all.subList(0, Math.min(limit, all.size()));
    return new Page<>(
        items,
        all.size() > limit
            ? Optional.of(items.getLast().ref().account())
            : Optional.empty());
  }

  private Predicate<Account> filter(Request request, App app) {
    Optional<String> nuban = request.query("nuban");
    Optional<Boolean> stale = bool(request, "stale");
    Optional<Source> source =
        request
            .query("source")
            .map(
                text ->
                    Stream.of(Source.values())
                        .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElseThrow(
                            () ->
                                new BadRequest(
                                    "source",
                                    "must be reported, adjusted, computed, incomplete or unknown")));
    Instant now = clock.instant();
    return account ->
        nuban.filter(n -> !account.identity().number().equals(Optional.of(n))).isEmpty()
            && stale
                .filter(s -> s != account.isOlderThan(app.settings().maxBalanceAge(), now))
                .isEmpty()
            && source.filter(s -> s != account.figures().source()).isEmpty();
  }

  private APIGatewayV2HTTPResponse customer(Request request, String id) {
    App app = app(request);
    request.takesOnly("limit", "cursor");
    String purpose = "customer " + id;
    Page<Account> page =
        page(app, Optional.of(id), cursor(request, app, purpose), limit(request));
    if (page.items().isEmpty()) {
      throw notFound();
    }
    Instant now = clock.instant();
    return page(
        request,
        page.items().stream().map(account -> NativeJson.balance(account, app, now)),
        page.next(),
        place -> cursors.seal(app.id(), purpose, place));
  }

  /**
   * A page of a list. Its tag is of what it says and of where the next one starts, for no two cursors are alike, not
   * even of one place.
   */
  private static APIGatewayV2HTTPResponse page(
      Request request, Stream<ObjectNode> items, Optional<String> next, UnaryOperator<String> seal) {
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    items.forEach(data::add);
    String tag = ETag.of(Json.write(body) + next.orElse(""));
    return Answer.json(200, body.put("next_cursor", next.map(seal).orElse(null)))
        .tagged(tag, request.header("if-none-match"))
        .build();
  }

  private Optional<String> cursor(Request request, App app, String purpose) {
    return request.query("cursor").map(cursor -> cursors.open(app.id(), purpose, cursor));
  }

  private static int limit(Request request) {
    return request
        .query("limit")
        .map(text -> Values.integer("limit", text, 1, LARGEST_PAGE))
        .orElse(USUAL_PAGE);
  }

  private static Optional<Boolean> bool(Request request, String name) {
    return request.query(name).map(text -> Values.bool(name, text));
  }

  // ---- decisions and changes

  private APIGatewayV2HTTPResponse fundsCheck(Request request, String id) {
    App app = app(request);
    request.takesOnly();
    Fields body = request.json(MAX_BODY);
    // A misspelt max_age would be the app's own, and the answer a "yes" that nobody asked for.
    for (String name : body.names()) {
      if (!FUNDS_CHECK.contains(name)) {
        throw body.wrong(name, "is not known here; a funds check takes amount, currency and max_age");
      }
    }
    Currency currency = body.required("currency", body::currency);
    BigDecimal amount = body.required("amount", body::number);
    if (amount.signum() <= 0) {
      throw body.wrong("amount", "must be more than zero");
    }
    if (!Money.fits(currency.decimals(), amount)) {
      throw body.wrong(
          "amount", "has more decimals than %s, which has %d".formatted(currency, currency.decimals()));
    }
    Duration maxAge = body.duration("max_age").orElse(app.settings().fundsMaxAge());
    Instant now = clock.instant();
    Account account = balances.latest(app, id, now).orElseThrow(NativeRoutes::notFound);
    return Answer.json(
            200,
            NativeJson.decision(
                FundsCheck.check(account, amount, currency, maxAge, now)))
        .build();
  }

  private APIGatewayV2HTTPResponse unlink(Request request, String record) {
    App app = app(request);
    request.takesOnly();
    balances.unlink(app, record, clock.instant()).orElseThrow(NativeRoutes::notFound);
    return Answer.empty().build();
  }

  private APIGatewayV2HTTPResponse returnLink(Request request, String customer) {
    App app = app(request);
    request.takesOnly();
    Fields asked = request.bodyLength() == 0 ? Json.parse(NO_WISHES) : request.json(MAX_BODY);
    if (balances.ofCustomer(app, customer).isEmpty()) {
      throw notFound();
    }
    return returnLinks.create(app, customer, asked, request.origin());
  }

  private APIGatewayV2HTTPResponse erase(Request request, String customer) {
    App app = app(request);
    request.takesOnly();
    if (!erasure.erase(app, customer, clock.instant())) {
      throw notFound();
    }
    return Answer.empty().build();
  }
}
