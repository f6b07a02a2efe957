package balanceapi.balance;

import balanceapi.core.account.Reservation;
import balanceapi.core.app.App;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.usecase.Decisions;
import balanceapi.core.usecase.Decisions.Outcome;
import balanceapi.core.usecase.Reservations;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Funds checks, one or many, what was decided, and what is reserved. */
final class DecisionRoutes {

  private static final int MAX_BODY = 16 * 1024;
  private static final int MAX_ROWS = 100;
  private static final int MAX_ROWS_BODY = 64 * 1024;

  private final Tenancy tenancy;
  private final Decisions decisions;
  private final Reservations reservations;
  private final Pages pages;
  private final Clock clock;

  DecisionRoutes(
      Tenancy tenancy, Decisions decisions, Reservations reservations, Pages pages, Clock clock) {
    this.tenancy = Objects.requireNonNull(tenancy, "tenancy");
    this.decisions = Objects.requireNonNull(decisions, "decisions");
    this.reservations = Objects.requireNonNull(reservations, "reservations");
    this.pages = Objects.requireNonNull(pages, "pages");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  // ---- deciding

  APIGatewayV2HTTPResponse check(Request request, String account) {
    App app = tenancy.app(request);
    request.takesOnly();
    Inquiry inquiry = Inquiries.ofAccount(account, request.json(MAX_BODY), app);
    Outcome outcome = decisions.decide(app, List.of(inquiry), clock.instant()).getFirst();
    return switch (outcome) {
      case Outcome.Decided(var check) ->
          Answer.json(200, DecisionJson.decision(check, app)).build();
      default -> throw refused(outcome);
    };
  }

  /** A row that cannot be decided does not keep the others from it. */
  APIGatewayV2HTTPResponse checkAll(Request request) {
    App app = tenancy.app(request);
    request.takesOnly();
    Fields body = request.json(MAX_ROWS_BODY);
    for (String name : body.names()) {
      if (!name.equals("checks")) {
        throw body.wrong(name, "is not known here; send checks, a list of rows");
      }
    }
    List<Fields> rows = body.required("checks", body::objects);
    if (rows.isEmpty() || rows.size() > MAX_ROWS) {
      throw body.wrong("checks", "must have 1 to " + MAX_ROWS + " rows");
    }
    List<Row> read = rows.stream().map(row -> Row.read(row, app)).toList();
    List<Outcome> outcomes =
        decisions.decide(
            app, read.stream().flatMap(row -> row.inquiry().stream()).toList(), clock.instant());
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    List<Outcome> left = new ArrayList<>(outcomes);
    for (Row row : read) {
      data.add(row.inquiry().isPresent() ? row(row, left.removeFirst(), app) : row.refused());
    }
    return Answer.json(200, answer).build();
  }

  private static ObjectNode row(Row row, Outcome outcome, App app) {
    return switch (outcome) {
      case Outcome.Decided(var check) -> DecisionJson.row(row.reference(), check, app);
      default -> DecisionJson.problem(row.reference(), refused(outcome));
    };
  }

  /**
   * A row as it was read.
   *
   * @param reference the caller's word for it, if that could be read
   * @param inquiry what it asks; absent when it is malformed
   * @param wrong what is wrong with it
   */
  private record Row(
      Optional<String> reference, Optional<Inquiry> inquiry, Optional<BadRequest> wrong) {

    static Row read(Fields row, App app) {
      Optional<String> reference = Optional.empty();
      try {
        reference = Inquiries.reference(row);
        return new Row(reference, Optional.of(Inquiries.ofRow(row, app)), Optional.empty());
      } catch (BadRequest wrong) {
        return new Row(reference, Optional.empty(), Optional.of(wrong));
      }
    }

    ObjectNode refused() {
      return DecisionJson.problem(reference, wrong.orElseThrow());
    }
  }

  private static Refused refused(Outcome outcome) {
    return switch (outcome) {
      case Outcome.NobodyThere nobody -> Tenancy.notFound();
      case Outcome.ReferenceTaken(var by) ->
          new Refused(
              Problem.REFERENCE_TAKEN,
              "This reference reserves %s %s of the account already; ask for that amount, or under another reference."
                  .formatted(by.amount(), by.amount().currency()));
      case Outcome.ReferenceUsedUp(var how) ->
          new Refused(
              Problem.REFERENCE_USED,
              "The reservation of this reference %s; a reference reserves once, so ask under another one."
                  .formatted(how == Reservation.End.RELEASED ? "was released" : "has expired"));
      case Outcome.TooManyReservations full ->
          new Refused(
              Problem.TOO_MANY_RESERVATIONS,
              "The account has as many reservations as it may have; release those that are over with.");
      case Outcome.Decided decided -> throw new IllegalStateException("a decision is no refusal");
    };
  }

  // ---- what was decided

  APIGatewayV2HTTPResponse show(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    Instant now = clock.instant();
    return CheckIds.parse(app.id(), id)
        .flatMap(place -> decisions.find(app, place, now))
        .map(check -> Answer.json(200, DecisionJson.check(check)).build())
        .orElseThrow(Tenancy::notFound);
  }

  APIGatewayV2HTTPResponse list(Request request, String account) {
    App app = tenancy.app(request);
    request.takesOnly("limit", "cursor");
    String purpose = "checks " + account;
    return decisions
        .list(app, account, pages.after(request, app, purpose), Pages.limit(request), clock.instant())
        .map(
            page ->
                pages.page(
                    request, app, purpose, page.items().stream().map(DecisionJson::check), page.next()))
        .orElseThrow(Tenancy::notFound);
  }

  // ---- what is reserved

  APIGatewayV2HTTPResponse reservations(Request request, String account) {
    App app = tenancy.app(request);
    request.takesOnly("status", "limit", "cursor");
    String status = request.query("status").orElse("open");
    String purpose = "reservations " + status + " " + account;
    Optional<String> after = pages.after(request, app, purpose);
    int limit = Pages.limit(request);
    return switch (status) {
      case "open" -> {
        Page<Reservation> page =
            reservations
                .live(app, account, after, limit, clock.instant())
                .orElseThrow(Tenancy::notFound);
        yield pages.page(
            request, app, purpose, page.items().stream().map(DecisionJson::reservation), page.next());
      }
      case "ended" -> {
        Page<Reservation.Ended> page =
            reservations.ended(app, account, after, limit).orElseThrow(Tenancy::notFound);
        yield pages.page(
            request, app, purpose, page.items().stream().map(DecisionJson::reservation), page.next());
      }
      default -> throw new BadRequest("status", "must be open or ended");
    };
  }

  APIGatewayV2HTTPResponse release(Request request, String account, String reference) {
    App app = tenancy.app(request);
    request.takesOnly();
    if (!Inquiries.isReservations(reference)
        || !reservations.release(app, account, reference, clock.instant())) {
      throw Tenancy.notFound();
    }
    return Answer.empty().build();
  }
}
