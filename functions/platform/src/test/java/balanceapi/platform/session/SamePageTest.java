package balanceapi.platform.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.http.Origin;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamePageTest {

  private static final Origin HERE = Origin.of(Optional.of("api.example.com"), Optional.empty());

  @Test
  void reading_needs_no_proof() {
    assertTrue(SamePage.lets("GET", Map.of(), HERE));
    assertTrue(SamePage.lets("HEAD", Map.of(), HERE));
  }

  @Test
  void a_change_needs_the_browsers_word_and_the_pages_own_header() {
    assertFalse(SamePage.lets("DELETE", Map.of(), HERE));
    assertFalse(SamePage.lets("DELETE", Map.of("x-requested-by", "dashboard"), HERE));
    assertFalse(SamePage.lets("DELETE", Map.of("sec-fetch-site", "same-origin"), HERE));
    assertTrue(
        SamePage.lets(
            "DELETE", Map.of("sec-fetch-site", "same-origin", "x-requested-by", "dashboard"), HERE));
    assertTrue(
        SamePage.lets(
            "DELETE", Map.of("origin", "https://api.example.com", "x-requested-by", "dashboard"), HERE));
  }

  @Test
  void another_site_has_neither() {
    for (String site : new String[] {"cross-site", "same-site", "none"}) {
      // Where the browser says where it comes from, the origin is not asked.
      assertFalse(
          SamePage.sent(
              Map.of("sec-fetch-site", site, "origin", "https://api.example.com", "x-requested-by", "dashboard"),
              HERE),
          site);
    }
    assertFalse(
        SamePage.sent(Map.of("origin", "https://evil.example", "x-requested-by", "dashboard"), HERE));
  }
}
