package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Currency;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.Transactions;
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
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;

/** The native dialect (design section 4). */
final class NativeRoutes {

  private static final int MAX_BODY = 16 * 1024;
  private static final byte[] NO_WISHES = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> METHODS =
      Map.ofEntries(
          Map.entry("health", "GET"),
          Map.entry("openapi.yaml", "GET"),
          Map.entry("accounts", "GET"),
          Map.entry("accounts/*/balance", "GET"),
          Map.entry("accounts/*/balances", "GET"),
          Map.entry("accounts/*/transactions", "GET"),
          Map.entry("accounts/*/funds-check", "POST"),
          Map.entry("accounts/*/checks", "GET"),
          Map.entry("accounts/*/reservations", "GET"),
          Map.entry("accounts/*/reservations/*", "DELETE"),
          Map.entry("accounts/*/refresh", "GET and POST"),
          Map.entry("accounts/*/thresholds", "GET and PUT"),
          Map.entry("notifications", "GET"),
          Map.entry("notifications/*", "GET"),
          Map.entry("notifications/*/replay", "POST"),
          Map.entry("notifications/replay", "POST"),
          Map.entry("notifications/endpoint", "GET"),
          Map.entry("notifications/endpoint/resume", "POST"),
          Map.entry("exports/balances", "GET"),
          Map.entry("funds-checks", "POST"),
          Map.entry("checks/*", "GET"),
          Map.entry("customers/*/balances", "GET"),
          Map.entry("customers/*/return-links", "POST"),
          Map.entry("customers/*", "DELETE"),
          Map.entry("records/*", "DELETE"),
          Map.entry("webhooks/*", "POST"));

  /** Where an id stands in a path; everything else is a word. */
  private static final List<Integer> IDS = List.of(1, 3);

  private static final Set<String> LONG_IDS = Set.of("checks", "notifications");

  /** Words that stand in the place of an id, and are none. */
  private static final Set<String> WORDS =
      Set.of("exports/balances", "notifications/endpoint", "notifications/replay");

  /** A filtered list looks at so many accounts a page, found or not: a page's price has a bound. */
  private static final int LOOKED_AT = 500;

  private final Tenancy tenancy;
  private final Balances balances;
  private final Transactions transactions;
  private final EraseCustomer erasure;
  private final ReturnLinks returnLinks;
  private final DecisionRoutes decisions;
  private final RefreshRoutes refresh;
  private final ThresholdRoutes thresholds;
  private final NotificationRoutes notifications;
  private final ExportRoutes exports;
  private final Pages pages;
  private final Clock clock;

  NativeRoutes(
      Tenancy tenancy,
      Balances balances,
      Transactions transactions,
      EraseCustomer erasure,
      ReturnLinks returnLinks,
      DecisionRoutes decisions,
      RefreshRoutes refresh,
      ThresholdRoutes thresholds,
      NotificationRoutes notifications,
      ExportRoutes exports,
      Pages pages,
      Clock clock) {
    this.tenancy = tenancy;
    this.balances = balances;
    this.transactions = transactions;
    this.erasure = erasure;
    this.returnLinks = returnLinks;
    this.decisions = decisions;
    this.refresh = refresh;
    this.thresholds = thresholds;
    this.notifications = notifications;
    this.exports = exports;
    this.pages = pages;
    this.clock = clock;
  }

  APIGatewayV2HTTPResponse answer(Request request) {
    List<String> path = request.segments();
    if (path.size() > 1 && !path.get(1).isEmpty() && !isId(path)) {
      throw Tenancy.notFound();
    }
    String pattern = pattern(path);
    return switch (request.method() + " " + pattern) {
      case "GET health", "HEAD health" -> Answer.json(200, Json.object().put("status", "ok")).build();
      case "GET openapi.yaml" -> openApi();
      case "GET accounts" -> accounts(request);
      case "GET accounts/*/balance" -> balance(request, path.get(1));
      case "GET accounts/*/balances" -> history(request, path.get(1));
      case "GET accounts/*/transactions" -> transactions(request, path.get(1));
      case "POST accounts/*/funds-check" -> decisions.check(request, path.get(1));
      case "GET accounts/*/checks" -> decisions.list(request, path.get(1));
      case "GET accounts/*/reservations" -> decisions.reservations(request, path.get(1));
      case "DELETE accounts/*/reservations/*" ->
          decisions.release(request, path.get(1), path.get(3));
      case "GET accounts/*/refresh" -> refresh.look(request, path.get(1));
      case "POST accounts/*/refresh" -> refresh.ask(request, path.get(1));
      case "GET accounts/*/thresholds" -> thresholds.show(request, path.get(1));
      case "PUT accounts/*/thresholds" -> thresholds.set(request, path.get(1));
      case "GET notifications" -> notifications.list(request);
      case "GET notifications/*" -> notifications.show(request, path.get(1));
      case "POST notifications/*/replay" -> notifications.replay(request, path.get(1));
      case "POST notifications/replay" -> notifications.replayAll(request);
      case "GET notifications/endpoint" -> notifications.endpoint(request);
      case "POST notifications/endpoint/resume" -> notifications.resume(request);
      case "GET exports/balances" -> exports.balances(request);
      case "POST funds-checks" -> decisions.checkAll(request);
      case "GET checks/*" -> decisions.show(request, path.get(1));
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
        ? "This route takes " + METHODS.get(pattern) + "; send such a request."
        : "There is no such route; GET /openapi.yaml lists those that there are.";
  }

  /** An id from outside; one that was made here may be longer, for it says where to look. */
  private static boolean isId(List<String> path) {
    return LONG_IDS.contains(path.getFirst()) || Values.isId(path.get(1));
  }

  /** The path with a star for each id in it; nothing where another segment has a slash in it. */
  private static String pattern(List<String> path) {
    List<String> pattern = new ArrayList<>(path);
    for (int id : IDS) {
      if (path.size() > id && !path.get(id).isEmpty() && !isWord(path, id)) {
        pattern.set(id, "*");
      }
    }
    boolean isPlain = pattern.stream().noneMatch(segment -> segment.contains("/"));
    return isPlain ? String.join("/", pattern) : "";
  }

  private static boolean isWord(List<String> path, int place) {
    return place == 1 && WORDS.contains(path.getFirst() + "/" + path.get(1));
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
    App app = tenancy.app(request);
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
          balances.explain(app, id, now).orElseThrow(Tenancy::notFound);
      refuseTooOld(explained.account(), maxAge, now);
      ObjectNode body = NativeJson.balance(explained.account(), app, now);
      body.set("explanation", NativeJson.explanation(explained.result()));
      return tagged(request, body);
    }
    Account account = balances.current(app, id).orElseThrow(Tenancy::notFound);
    refuseTooOld(account, maxAge, now);
    return tagged(request, NativeJson.balance(account, app, now));
  }

  /** A reader who asks again and again is told that nothing changed, and not the same once more. */
  private static APIGatewayV2HTTPResponse tagged(Request request, ObjectNode body) {
    return Answer.json(200, body).tagged(ETag.of(Json.write(body)), request.header("if-none-match")).build();
  }

  private APIGatewayV2HTTPResponse balanceAt(
      Request request, App app, String id, Instant at, Instant now) {
    Balances.Dated then = balances.at(app, id, at, now).orElseThrow(Tenancy::notFound);
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
    App app = tenancy.app(request);
    request.takesOnly("from", "to", "limit", "cursor");
    Instant from =
        request.query("from").map(text -> Values.instant("from", text)).orElse(Instant.EPOCH);
    Optional<Instant> to = request.query("to").map(text -> Values.instant("to", text));
    if (to.filter(from::isAfter).isPresent()) {
      throw new BadRequest("from", "must not be after to");
    }
    int limit = Pages.limit(request);
    String purpose = "balances " + id;
    Instant now = clock.instant();
    Balances.Changes changes =
        balances
            .history(
                app,
                id,
                from,
                to.orElse(Instant.MAX),
                pages.after(request, app, purpose),
                limit,
                now)
            .orElseThrow(Tenancy::notFound);
    return pages.page(
        request, app, purpose, changes.changes().stream().map(NativeJson::change), changes.next());
  }

  private APIGatewayV2HTTPResponse transactions(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly("status", "limit", "cursor");
    Optional<Transactions.Status> status = request.query("status").map(NativeRoutes::status);
    String purpose = "transactions " + id + " " + request.query("status").orElse("");
    Transactions.Listing listing =
        transactions
            .list(
                app,
                id,
                status,
                pages.after(request, app, purpose),
                Pages.limit(request),
                clock.instant())
            .orElseThrow(Tenancy::notFound);
    Currency currency = listing.account().figures().currency();
    return pages.page(
        request,
        app,
        purpose,
        listing.items().stream().map(item -> NativeJson.transaction(item, currency)),
        listing.next());
  }

  private static Transactions.Status status(String text) {
    return Stream.of(Transactions.Status.values())
        .filter(status -> status.wireName().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("status", "must be pending, posted, expired or removed"));
  }

  private APIGatewayV2HTTPResponse accounts(Request request) {
    App app = tenancy.app(request);
    request.takesOnly("customer", "nuban", "stale", "source", "limit", "cursor");
    Optional<String> customer =
        request.query("customer").map(text -> Values.id("customer", text));
    Predicate<Account> filter = filter(request, app);
    int limit = Pages.limit(request);
    String purpose =
        "accounts "
            + Stream.of("customer", "nuban", "stale", "source")
                .map(name -> request.query(name).orElse(""))
                .toList();
    Optional<String> after = pages.after(request, app, purpose);
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
    return pages.page(
        request,
        app,
        purpose,
        found.stream().map(account -> NativeJson.balance(account, app, now)),
        after);
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
    App app = tenancy.app(request);
    request.takesOnly("limit", "cursor");
    String purpose = "customer " + id;
    Page<Account> page =
        page(app, Optional.of(id), pages.after(request, app, purpose), Pages.limit(request));
    if (page.items().isEmpty()) {
      throw Tenancy.notFound();
    }
    Instant now = clock.instant();
    return pages.page(
        request,
        app,
        purpose,
        page.items().stream().map(account -> NativeJson.balance(account, app, now)),
        page.next());
  }

  private static Optional<Boolean> bool(Request request, String name) {
    return request.query(name).map(text -> Values.bool(name, text));
  }

  // ---- decisions and changes

  private APIGatewayV2HTTPResponse unlink(Request request, String record) {
    App app = tenancy.app(request);
    request.takesOnly();
    balances.unlink(app, record, clock.instant()).orElseThrow(Tenancy::notFound);
    return Answer.empty().build();
  }

  private APIGatewayV2HTTPResponse returnLink(Request request, String customer) {
    App app = tenancy.app(request);
    request.takesOnly();
    Fields asked = request.bodyLength() == 0 ? Json.parse(NO_WISHES) : request.json(MAX_BODY);
    if (balances.ofCustomer(app, customer).isEmpty()) {
      throw Tenancy.notFound();
    }
    return returnLinks.create(app, customer, asked, request.origin());
  }

  private APIGatewayV2HTTPResponse erase(Request request, String customer) {
    App app = tenancy.app(request);
    request.takesOnly();
    if (!erasure.erase(app, customer, clock.instant())) {
      throw Tenancy.notFound();
    }
    return Answer.empty().build();
  }
}
