package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.Link;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Origin;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Links that ask a customer to come back and connect again: app links that name the customer, and end.
 *
 * <p>Who has the address may try to sign in at that customer's banks and learns which they are, no more; it ends so that
 * it does not lie about in mailboxes for ever.
 */
final class ReturnLinks {

  private static final Set<String> MEMBERS = Set.of("expires_in", "reauth_account", "reauth_bank");
  private static final Duration USUAL = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private final AppStore store;
  private final Credentials credentials;
  private final Clock clock;

  ReturnLinks(AppStore store, Credentials credentials, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Makes a link for a customer whom the app has.
   *
   * @throws Refused 403 if the app is not of the sandbox: the widget reaches its banks alone
   */
  APIGatewayV2HTTPResponse create(App app, String customer, Fields asked, Origin origin) {
    for (String name : asked.names()) {
      if (!MEMBERS.contains(name)) {
        throw asked.wrong(name, "is not known here; a return link takes expires_in, reauth_account and reauth_bank");
      }
    }
    if (app.settings().env() != App.Env.SANDBOX) {
      throw new Refused(
          Problem.FORBIDDEN, "Only an app whose env is production-sandbox has a widget to come back to.");
    }
    Link link = link(app, customer, asked);
    store.addLink(link);
    return Answer.json(
            201,
            Json.object()
                .put("url", address(link, origin))
                .put("expires_at", link.expiresAt().map(Instant::toString).orElse(null)))
        .build();
  }

  /** Where a link leads. It names the app beside the link: what is stored is found under its app alone. */
  static String address(Link link, Origin origin) {
    return origin.url() + "/connect?link=" + link.id() + "&app=" + link.appId();
  }

  private Link link(App app, String customer, Fields asked) {
    App.Settings settings = app.settings();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new Link(
        credentials.id(),
        app.id(),
        settings.name(),
        new Link.Look(settings.logo(), settings.color(), Optional.empty()),
        settings.countries(),
        settings.products().stream().sorted().map(each -> each.name().toLowerCase(Locale.ROOT)).toList(),
        Optional.empty(),
        settings.redirectUrl(),
        settings.callbackUrl(),
        Optional.empty(),
        Optional.of(now.plus(lasts(asked))),
        Optional.of(
            new Link.Returning(
                customer,
                asked.text("reauth_account").map(text -> Values.id("reauth_account", text)),
                asked.text("reauth_bank").map(text -> Values.id("reauth_bank", text)))),
        now);
  }

  private static Duration lasts(Fields asked) {
    Duration lasts = asked.duration("expires_in").orElse(USUAL);
    if (lasts.compareTo(SHORTEST) < 0 || lasts.compareTo(LONGEST) > 0) {
      throw new BadRequest("expires_in", "must be from PT1M to P30D");
    }
    return lasts;
  }
}
