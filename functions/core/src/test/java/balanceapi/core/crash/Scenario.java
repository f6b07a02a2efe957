package balanceapi.core.crash;

import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.complete;
import static balanceapi.core.oracle.Tell.completes;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static balanceapi.core.oracle.Tell.item;
import static balanceapi.core.oracle.Tell.line;
import static balanceapi.core.oracle.Tell.nowhere;
import static balanceapi.core.oracle.Tell.posted;
import static balanceapi.core.oracle.Tell.removed;

import balanceapi.core.app.App;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What happened before, and the event that something happens to. */
record Scenario(String name, List<Event> before, Event event) {

  private static final AccountNames ALIAS =
      new AccountNames(Optional.of("acc2"), Optional.of("2000000000"));
  private static final AccountNames OTHER =
      new AccountNames(Optional.of("other"), Optional.of("2000000001"));

  private static final List<Event> KNOWN =
      List.of(
          balance("b0", "-3h", "1000", ""),
          feed("f0", "-2h", hold("p1", "100", "-3h"), hold("p2", "30", "-2h"), hold("p3", "7", "-2h")));

  static Stream<Scenario> all() {
    Event failed = new Event.Failed(envelope("x0", "-90m", "-90m", "r1"), App.Product.AUTH, false);
    Event rejected = new Event.Failed(envelope("x1", "-80m", "-80m", "r1"), App.Product.AUTH, true);
    return Stream.of(
        new Scenario("first balance", List.of(), balance("b11", "-1h", "500", "400")),
        new Scenario("first feed", List.of(), feed("f12", "-1h", hold("p1", "1", ""), posted("x1", "2", ""))),
        new Scenario("first undated balance", List.of(),
            balance(envelope("b13", "", "", "r1"), ACC, "5", "")),
        new Scenario("undated feed", KNOWN, feed(envelope("f14", "", "", "r1"), true, hold("p1", "90", ""))),
        new Scenario("newer balance", KNOWN, balance("b15", "-1h", "900", "")),
        new Scenario("older balance", KNOWN, balance("b16", "-5h", "1100", "1000")),
        new Scenario(
            "sibling of a pull in force",
            KNOWN,
            balance(envelope("b17", "-3h", "-179m", "r1"), ACC, "", "950")),
        new Scenario(
            "sibling of an older pull",
            List.of(balance("b0", "-5h", "1000", ""), balance("b1", "-1h", "800", "")),
            balance(envelope("b18", "-5h", "-299m", "r1"), ACC, "", "950")),
        new Scenario("alias", KNOWN, balance(envelope("b19", "-1h", "-1h", "r2"), ALIAS, "900", "")),
        new Scenario(
            "feed with links, removals and news",
            KNOWN,
            feed(
                "f20",
                "-1h",
                completes("x1", "110", "-1h", "p1"),
                removed("p2"),
                posted("x2", "7", "-1h"),
                hold("p4", "55", "-1h"))),
        new Scenario("complete feed", KNOWN, complete("f21", "-1h", hold("p2", "31", "-2h"))),
        new Scenario("empty feed", KNOWN, feed("f22", "-1h")),
        new Scenario("older feed", KNOWN,
            feed("f23", "-4h", hold("p1", "80", "-5h"), hold("p5", "5", "-5h"))),
        new Scenario("flip of an id", KNOWN, feed("f24", "-1h", posted("p1", "101", "-1h"))),
        new Scenario("first failure", List.of(), failed),
        new Scenario("failure", KNOWN, failed),
        new Scenario("rejection", KNOWN, rejected),
        new Scenario("success after failure", with(failed), balance("b25", "-1h", "900", "")),
        new Scenario("success before failure", with(failed), balance("b26", "-2h", "900", "")),
        new Scenario(
            "success of another account",
            with(failed, balance(envelope("o", "-3h", "-3h", "r1"), OTHER, "3", "")),
            balance(envelope("o1", "-1h", "-1h", "r1"), OTHER, "2", "")),
        new Scenario("sign-in", with(rejected), new Event.Authorized(envelope("a27", "-1h", "-1h", "r1"))),
        new Scenario("balance that tells the bank's zone", UNPLACED, balance("b29", "0", "100", "")),
        new Scenario("first sign-in", List.of(), new Event.Authorized(envelope("a28", "", "", "r1"))));
  }

  /** Put away, a pair that is one by the days of UTC, and is none by those of Lagos. */
  private static final List<Event> UNPLACED =
      List.of(
          feed(nowhere("z0", "0"), false, hold("t1", "10", "-3570m")),
          feed(
              nowhere("z1", "0"), false,
              item("t2", State.POSTED, line(Direction.DEBIT, "10", "", "D-3", "", ""))),
          balance(nowhere("z2", "0"), balanceapi.core.oracle.Tell.ACC, "100", ""),
          feed(nowhere("z3", "0"), false, hold("t3", "1", "0"), hold("t4", "2", "0"), hold("t5", "3", "0")),
          feed(nowhere("z4", "0"), false, hold("t3", "1", "0"), hold("t4", "2", "0"), hold("t5", "3", "0")));

  private static final AccountNames ACC = balanceapi.core.oracle.Tell.ACC;

  private static List<Event> with(Event... more) {
    return Stream.concat(KNOWN.stream(), Stream.of(more)).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
