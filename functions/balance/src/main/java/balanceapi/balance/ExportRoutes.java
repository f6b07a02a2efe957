package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All of an app's current balances, as a file. It comes in parts, each a part of the same file: what fits into one answer
 * of a function, and where the next one begins.
 */
final class ExportRoutes {

  /** Accounts that are read at once. */
  private static final int SLICE = 100;

  /**
   * Where a part ends, in bytes: a function's answer has 6 MB, in which a quotation mark takes two bytes and a part is
   * over by at most a slice.
   */
  private static final int MOST_BYTES = 3_000_000;

  private static final int MOST_ROWS = 5_000;

  /** The columns, as they stand in a balance; a point leads into an object. */
  private static final List<String> COLUMNS =
      List.of(
          "account_id",
          "customer_id",
          "record_id",
          "nuban",
          "name",
          "bank.id",
          "bank.name",
          "currency",
          "ledger_balance",
          "available_balance",
          "available_source",
          "spendable_balance",
          "reserved.amount",
          "pending.debits",
          "pending.credits",
          "pending.count",
          "pending.excluded",
          "as_of",
          "pending_as_of",
          "refreshed_at",
          "stale",
          "connection");

  private final Tenancy tenancy;
  private final Balances balances;
  private final Pages pages;
  private final Clock clock;

  ExportRoutes(Tenancy tenancy, Balances balances, Pages pages, Clock clock) {
    this.tenancy = Objects.requireNonNull(tenancy, "tenancy");
    this.balances = Objects.requireNonNull(balances, "balances");
    this.pages = Objects.requireNonNull(pages, "pages");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The form of an export. */
  private enum Format {
    CSV("text/csv; charset=utf-8; header=present"),
    NDJSON("application/x-ndjson");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }
  }

  APIGatewayV2HTTPResponse balances(Request request) {
    App app = tenancy.app(request);
    request.takesOnly("format", "limit", "cursor");
    Format format = format(request);
    int limit =
        request
            .query("limit")
            .map(text -> Values.integer("limit", text, 1, MOST_ROWS))
            .orElse(MOST_ROWS);
    String purpose = "export of balances as " + format;
    Optional<String> after = pages.after(request, app, purpose);
    Part part = new Part(format, after.isEmpty());
    Optional<String> next = fill(part, app, after, limit);
    Answer answer = Answer.text(200, format.contentType, part.text());
    return next.map(place -> pages.cursor(app, purpose, place))
        .map(cursor -> answer.headers(resuming(request, format, limit, cursor)))
        .orElse(answer)
        .build();
  }

  private static Format format(Request request) {
    return switch (request.query("format").orElse("csv")) {
      case "csv" -> Format.CSV;
      case "ndjson" -> Format.NDJSON;
      default -> throw new BadRequest("format", "must be csv or ndjson");
    };
  }

  private Optional<String> fill(Part part, App app, Optional<String> after, int limit) {
    Instant now = clock.instant();
    Optional<String> place = after;
    int left = limit;
    do {
      Page<Account> page = balances.ofApp(app, place, Math.min(SLICE, left));
      page.items().forEach(account -> part.add(NativeJson.balance(account, app, now)));
      left -= Math.min(SLICE, left);
      place = page.next();
    } while (place.isPresent() && left > 0 && part.bytes() < MOST_BYTES);
    return place;
  }

  private static Map<String, String> resuming(
      Request request, Format format, int limit, String cursor) {
    String next =
        "%s/exports/balances?format=%s&limit=%d&cursor=%s"
            .formatted(request.origin().url(), format == Format.CSV ? "csv" : "ndjson", limit, cursor);
    return Map.of("x-next-cursor", cursor, "link", "<" + next + ">; rel=\"next\"");
  }

  /** A part of the file while it grows. */
  private static final class Part {
    private final Format format;
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    Part(Format format, boolean isFirst) {
      this.format = format;
      // Once in the whole file, so that its parts can be put together as they come.
      if (isFirst && format == Format.CSV) {
        append(String.join(",", COLUMNS) + "\r\n");
      }
    }

    void add(ObjectNode balance) {
      append(
          switch (format) {
            case CSV -> row(balance);
            case NDJSON -> Json.write(balance) + "\n";
          });
    }

    private static String row(JsonNode balance) {
      return COLUMNS.stream()
          .map(column -> balance.at("/" + column.replace('.', '/')))
          .map(Csv::field)
          .collect(Collectors.joining(",", "", "\r\n"));
    }

    private void append(String line) {
      text.append(line);
      bytes += line.getBytes(StandardCharsets.UTF_8).length;
    }

    int bytes() {
      return bytes;
    }

    String text() {
      return text.toString();
    }
  }
}
