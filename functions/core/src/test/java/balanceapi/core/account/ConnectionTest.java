package balanceapi.core.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConnectionTest {

  private static final Instant T = Instant.parse("2026-03-10T11:00:00Z");

  /** Something that happened, as the state is told of it. */
  private record Happening(char what, int at) {
    UnaryOperator<Connection> change() {
      Instant when = T.plusSeconds(at);
      return switch (what) {
        case 's' -> c -> c.succeeded(when);
        case 'a' -> c -> c.authorized(when);
        case 'f' -> c -> c.failed(when, false);
        case 'r' -> c -> c.failed(when, true);
        default -> c -> c.unlinked(when);
      };
    }
  }

  /** Naive: the newest of each, by going through all. */
  private static Connection.State expected(List<Happening> all) {
    boolean reauth =
        all.stream()
            .filter(h -> h.what == 'r' || h.what == 'u')
            .anyMatch(bad -> all.stream().noneMatch(h -> h.what == 'a' && h.at > bad.at));
    boolean error =
        all.stream()
            .filter(h -> h.what == 'f')
            .anyMatch(
                bad -> all.stream().noneMatch(h -> (h.what == 'a' || h.what == 's') && h.at > bad.at));
    return reauth
        ? Connection.State.REAUTH_REQUIRED
        : error ? Connection.State.ERROR : Connection.State.ACTIVE;
  }

  @Test
  void every_three_happenings_at_any_instants_end_in_the_same_state_in_every_order() {
    List<Happening> possible = new ArrayList<>();
    for (char what : "safru".toCharArray()) {
      for (int at = 0; at < 3; at++) {
        possible.add(new Happening(what, at));
      }
    }
    for (Happening a : possible) {
      for (Happening b : possible) {
        for (Happening c : possible) {
          List<Happening> all = List.of(a, b, c);
          Connection told = Connection.NEW;
          for (Happening h : all) {
            told = h.change().apply(told);
          }
          assertEquals(expected(all), told.state(), all::toString);
          Connection joined =
              c.change().apply(Connection.NEW)
                  .join(b.change().apply(Connection.NEW).join(a.change().apply(Connection.NEW)));
          assertEquals(told, joined, all::toString);
          assertEquals(told, told.join(joined));
        }
      }
    }
  }
}
