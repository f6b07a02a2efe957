package balanceapi.platform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.platform.http.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionCookieTest {

  private static final Origin HERE = Origin.of(Optional.of("127.0.0.1:3000"), Optional.empty());
  private static final Origin DEPLOYED = Origin.of(Optional.of("api.example.com"), Optional.empty());

  @Test
  void over_https_its_name_forbids_other_domains_to_set_it() {
    assertEquals(
        "__Host-session=s; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure",
        SessionCookie.keeping("s", DEPLOYED));
    assertEquals(
        "session=s; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict", SessionCookie.keeping("s", HERE));
  }

  @Test
  void ending_it_leaves_nothing() {
    assertEquals(
        "__Host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure", SessionCookie.ending(DEPLOYED));
  }

  @Test
  void it_is_found_among_others_however_they_are_parted() {
    assertEquals(Optional.of("s"), SessionCookie.in(List.of("a=1", "session=s", "b=2"), HERE));
    assertEquals(Optional.of("s"), SessionCookie.in(List.of("a=1; session=s"), HERE));
    assertEquals(Optional.empty(), SessionCookie.in(List.of("xsession=s"), HERE));
    assertEquals(Optional.empty(), SessionCookie.in(List.of(), HERE));
  }

  @Test
  void over_https_the_bare_name_which_a_neighbour_can_set_is_not_taken() {
    assertEquals(Optional.empty(), SessionCookie.in(List.of("session=s"), DEPLOYED));
    assertEquals(Optional.of("s"), SessionCookie.in(List.of("__Host-session=s"), DEPLOYED));
  }

  @Test
  void of_two_neither_is_taken() {
    assertEquals(Optional.empty(), SessionCookie.in(List.of("session=s", "session=t"), HERE));
  }
}
