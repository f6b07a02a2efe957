package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Attributes.each;
import static balanceapi.platform.dynamo.Attributes.list;
import static balanceapi.platform.dynamo.Attributes.of;
import static balanceapi.platform.dynamo.Attributes.orNone;
import static balanceapi.platform.dynamo.Attributes.unlessNone;

import balanceapi.core.account.Connection;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.Check.Answer;
import balanceapi.core.decision.Check.Basis;
import balanceapi.core.decision.Check.Considered;
import balanceapi.core.decision.CheckId;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.decision.FundsCheck.Reason;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Decisions as items, of less than a write unit where the account is a usual one: {@code q} what was asked, {@code a}
 * what was answered, {@code h} the reservation, {@code b} what it was made on, {@code c} the accounts considered.
 */
final class CheckItems {

  private CheckItems() {}

  static Map<String, AttributeValue> item(Check check, Duration time) {
    return new Attributes.Item()
        .with("pk", of(Keys.trail(check.id())))
        .with("sk", of(Keys.check(check.id())))
        .with("v", AppItems.SCHEMA)
        .with("ttl", of(check.id().at().plus(time).getEpochSecond()))
        .with("q", asked(check.asked()))
        .with(
            "a",
            list(
                of(check.answered().reason().name()),
                orNone(check.answered().available(), Attributes::of),
                orNone(check.answered().spendable(), Attributes::of)))
        .with("h", check.reservation(), AccountItems::reservation)
        .with("b", basis(check.basis()))
        .with(
            "c",
            Optional.of(check.considered()).filter(all -> !all.isEmpty()),
            all -> list(all, CheckItems::considered))
        .map();
  }

  /** Says whether its time is over; DynamoDB deletes it some days later. */
  static boolean isOver(Map<String, AttributeValue> item, Instant now) {
    return Attributes.number(item.get("ttl")) <= now.getEpochSecond();
  }

  static Check check(Map<String, AttributeValue> item) {
    CheckId id = Keys.check(item.get("pk").s(), item.get("sk").s());
    List<AttributeValue> answer = item.get("a").l();
    return new Check(
        id,
        asked(item.get("q").l()),
        new Answer(
            Reason.valueOf(answer.get(0).s()),
            unlessNone(answer.get(1), Attributes::money),
            unlessNone(answer.get(2), Attributes::money)),
        unlessNone(item.get("h"), AccountItems::reservation),
        basis(id.account().id(), item.get("b").l()),
        unlessNone(item.get("c"), all -> each(all, CheckItems::considered)).orElse(List.of()));
  }

  // ---- asked: [account or NONE, customer or NONE, amount, buffer, max age, reserve, reference]

  private static AttributeValue asked(Inquiry asked) {
    Optional<String> account =
        asked.subject() instanceof Subject.OneAccount(var id) ? Optional.of(id) : Optional.empty();
    Optional<String> customer =
        asked.subject() instanceof Subject.AnyOfCustomer(var id) ? Optional.of(id) : Optional.empty();
    return list(
        orNone(account, Attributes::of),
        orNone(customer, Attributes::of),
        of(asked.question().amount()),
        of(asked.question().buffer().amount()),
        of(asked.question().maxAge()),
        orNone(asked.reserve(), reserve -> list(of(reserve.reference()), of(reserve.time()))),
        orNone(asked.reference(), Attributes::of));
  }

  private static Inquiry asked(List<AttributeValue> parts) {
    Money amount = Attributes.money(parts.get(2));
    Subject subject =
        unlessNone(parts.get(1), AttributeValue::s)
            .<Subject>map(Subject.AnyOfCustomer::new)
            .orElseGet(() -> new Subject.OneAccount(parts.get(0).s()));
    return new Inquiry(
        subject,
        new Question(
            amount,
            Money.computed(amount.currency(), Attributes.decimal(parts.get(3))),
            Attributes.duration(parts.get(4))),
        unlessNone(
            parts.get(5),
            reserve ->
                new Reserve(reserve.l().get(0).s(), Attributes.duration(reserve.l().get(1)))),
        unlessNone(parts.get(6), AttributeValue::s));
  }

  // ---- basis: [figures, as_of, pending_as_of, computed, connection, status, updating, reserved]

  private static AttributeValue basis(Basis basis) {
    return list(
        AccountItems.figures(basis.figures()),
        orNone(basis.asOf(), Attributes::of),
        orNone(basis.pendingAsOf(), Attributes::of),
        of(basis.computedAt()),
        of(basis.connection().name()),
        orNone(basis.status(), Attributes::of),
        of(basis.isUpdating()),
        list(basis.reserved(), AccountItems::reservation));
  }

  private static Basis basis(String account, List<AttributeValue> parts) {
    return new Basis(
        account,
        AccountItems.figures(parts.get(0)),
        unlessNone(parts.get(1), Attributes::instant),
        unlessNone(parts.get(2), Attributes::instant),
        Attributes.instant(parts.get(3)),
        Connection.State.valueOf(parts.get(4).s()),
        unlessNone(parts.get(5), AttributeValue::s),
        parts.get(6).bool(),
        each(parts.get(7), AccountItems::reservation));
  }

  // ---- considered: [account, reason, spendable]

  private static AttributeValue considered(Considered considered) {
    return list(
        of(considered.account()),
        of(considered.reason().name()),
        orNone(considered.spendable(), Attributes::of));
  }

  private static Considered considered(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Considered(
        parts.get(0).s(),
        Reason.valueOf(parts.get(1).s()),
        unlessNone(parts.get(2), Attributes::money));
  }
}
