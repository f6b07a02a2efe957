package balanceapi.balance;

import balanceapi.core.account.Reservation;
import balanceapi.core.app.App;
import balanceapi.core.availability.Figures;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.Check.Basis;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.money.Money;
import balanceapi.core.usecase.Decisions;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decisions and reservations in the native dialect. */
final class DecisionJson {

  private DecisionJson() {}

  /** The answer of a funds check. */
  static ObjectNode decision(Check check, App app) {
    return decision(Json.object(), check, app);
  }

  private static ObjectNode decision(ObjectNode json, Check check, App app) {
    Basis basis = check.basis();
    answer(json, check);
    json.put("currency", basis.figures().currency().code());
    json.put("as_of", text(basis.asOf()));
    json.put("available_source", lower(basis.figures().source()));
    json.put("spendable_balance", text(check.answered().spendable()));
    json.put("check_id", Decisions.isKept(app) ? CheckIds.text(check.id()) : null);
    json.set("reservation", check.reservation().map(DecisionJson::reservation).orElse(null));
    return json;
  }

  private static void answer(ObjectNode json, Check check) {
    json.put("decision", lower(check.answered().reason().decision()));
    json.put("reason", check.answered().reason().wireName());
    json.put("available_balance", text(check.answered().available()));
  }

  /** A row of many that was decided. */
  static ObjectNode row(Optional<String> reference, Check check, App app) {
    ObjectNode json = named(reference);
    json.put("account_id", check.basis().account());
    decision(json, check, app);
    if (check.asked().subject() instanceof Subject.AnyOfCustomer) {
      considered(json, check.considered());
    }
    return json;
  }

  /** A row that was not. */
  static ObjectNode problem(Optional<String> reference, Refused refused) {
    ObjectNode json = named(reference);
    Problem problem = refused.problem();
    json.putObject("problem")
        .put("type", "about:blank")
        .put("title", problem.title())
        .put("status", problem.status())
        .put("detail", refused.detail())
        .put("code", problem.code());
    return json;
  }

  private static ObjectNode named(Optional<String> reference) {
    return Json.object().put("reference", reference.orElse(null));
  }

  private static void considered(ObjectNode json, List<Check.Considered> all) {
    ArrayNode considered = json.putArray("considered");
    for (Check.Considered each : all) {
      considered
          .addObject()
          .put("account_id", each.account())
          .put("decision", lower(each.reason().decision()))
          .put("reason", each.reason().wireName())
          .put("spendable_balance", text(each.spendable()));
    }
  }

  // ---- what was decided

  /** A decision as it was made. */
  static ObjectNode check(Check check) {
    ObjectNode json = Json.object().put("check_id", CheckIds.text(check.id()));
    json.put("account_id", check.basis().account());
    json.put("decided_at", check.id().at().toString());
    asked(json.putObject("asked"), check.asked());
    ObjectNode answered = json.putObject("answered");
    answer(answered, check);
    answered.put("spendable_balance", text(check.answered().spendable()));
    answered.set("reservation", check.reservation().map(DecisionJson::reservation).orElse(null));
    figures(json.putObject("figures"), check.basis());
    explanation(json.putObject("explanation"), check);
    considered(json, check.considered());
    return json;
  }

  private static void asked(ObjectNode json, Inquiry asked) {
    switch (asked.subject()) {
      case Subject.OneAccount(var id) -> json.put("account_id", id);
      case Subject.AnyOfCustomer(var id) -> json.put("customer_id", id);
    }
    Money amount = asked.question().amount();
    json.put("amount", amount.toString());
    json.put("currency", amount.currency().code());
    json.put("buffer", asked.question().buffer().toString());
    json.put("max_age", asked.question().maxAge().toString());
    json.put("reference", asked.reference().orElse(null));
    json.set(
        "reserve",
        asked
            .reserve()
            .map(
                reserve ->
                    Json.object()
                        .put("reference", reserve.reference())
                        .put("for", reserve.time().toString()))
            .orElse(null));
  }

  private static void figures(ObjectNode json, Basis basis) {
    NativeJson.figures(json, basis.figures(), basis.figures().available());
    json.put("as_of", text(basis.asOf()));
    json.put("pending_as_of", text(basis.pendingAsOf()));
    json.put("refreshed_at", basis.computedAt().toString());
    json.put("connection", lower(basis.connection()));
    json.put("account_status", basis.status().orElse(null));
    json.put("updating", basis.isUpdating());
  }

  /** The base, its parts and what ended since give the available balance; less what was reserved, the spendable. */
  private static void explanation(ObjectNode json, Check check) {
    Figures figures = check.basis().figures();
    json.put("base", text(figures.base()));
    ArrayNode parts = json.putArray("parts");
    for (Figures.Part part : figures.parts().single()) {
      parts
          .addObject()
          .put("id", part.transaction())
          .put("effect", part.effect().toString())
          .put("why", lower(part.why()));
    }
    json.putObject("others")
        .put("count", figures.parts().others())
        .put("effect", figures.parts().rest().toString());
    json.put(
        "ended_credits",
        figures
            .available()
            .flatMap(then -> check.answered().available().map(now -> now.minus(then).toString()))
            .orElse(null));
    ArrayNode reserved = json.putArray("reserved");
    check.basis().reserved().forEach(each -> reserved.add(reservation(each)));
  }

  // ---- reservations

  static ObjectNode reservation(Reservation reservation) {
    return reservation(reservation, "open", null);
  }

  static ObjectNode reservation(Reservation.Ended ended) {
    return reservation(ended.reservation(), lower(ended.end()), ended.at().toString());
  }

  private static ObjectNode reservation(Reservation reservation, String status, String endedAt) {
    return Json.object()
        .put("reference", reservation.reference())
        .put("amount", reservation.amount().toString())
        .put("currency", reservation.amount().currency().code())
        .put("status", status)
        .put("made_at", reservation.madeAt().toString())
        .put("expires_at", reservation.expiresAt().toString())
        .put("ended_at", endedAt);
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
