package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;

/** What an app was told, in Chromium: how its endpoint does, each delivery, and sending again. */
@ExtendWith(EndToEnd.class)
final class NotificationsPageTest {

  private static final String PAGE = "/dashboard/notifications";

  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Answers as for an endpoint that was paused a day ago, which would take a day to come about, until it is resumed. */
  private static final String PAUSED =
      """
      const real = window.fetch;
      window.sent = [];
      let status = 'paused';
      const failed = {at: '2026-11-22T09:00:00Z', result: 'http_503', answer: 'out of order ' + 'x'.repeat(600)};
      const item = (id, status, type) => ({id: 'evt_' + id, type, account_id: type.startsWith('connection') ? null : 'acc-1',
        record_id: type.startsWith('connection') ? '64bb00000000000000000001' : null, status, created_at: '2026-11-21T09:00:00Z',
        attempts: status === 'held' ? 0 : 13, next_attempt_at: null, last_attempt: status === 'held' ? null : failed});
      const items = [item('one', 'held', 'balance.updated'), item('two', 'dead', 'balance.below'), item('three', 'dead', 'connection.error')];
      window.items = items;
      const json = (body) => Promise.resolve(new Response(JSON.stringify(body), {headers: {etag: '"1"'}}));
      const endpoint = () => json({url: 'https://shop.example.com/hooks', status, failures: status === 'paused' ? 41 : 0,
        failing_since: status === 'paused' ? '2026-11-21T09:00:00Z' : null, paused_at: status === 'paused' ? '2026-11-22T09:00:00Z' : null,
        last_success_at: '2026-11-21T08:00:00Z', last_failure: {at: failed.at, result: failed.result}});
      window.fetch = (path, options) => {
        if (!path.startsWith('/notifications')) return real(path, options);
        if (options.method === 'POST') window.sent.push(path + ' ' + options.body);
        if (path.endsWith('/resume')) status = 'active';
        if (path.includes('/endpoint')) return endpoint();
        if (path.endsWith('/replay')) return json({status: 'dead'});
        const wanted = new URLSearchParams(path.split('?')[1]).get('status');
        return json({data: items.filter((one) => wanted === null || one.status === wanted), next_cursor: null});
      };
      """;

  /** Has more than one page, of which the newest are delivered; what asks for held ones or goes on is answered once the test lets it. */
  private static final String WAITS =
      PAUSED.replace(
              "return json({data",
              """
              const later = (body) => new Promise((done) => (window.waiting ??= []).push(() => done(new Response(JSON.stringify(body)))));
              if (path.includes('cursor=')) return later({data: [item('four', 'delivered', 'balance.updated')], next_cursor: null});
              if (path.includes('limit=25&status=held')) return later({data: items.filter((one) => one.status === 'held'), next_cursor: null});
              if (wanted === null) return json({data: [item('zero', 'delivered', 'balance.updated')], next_cursor: 'next'});
              return json({data""")
          + "window.answers = () => window.waiting.splice(0).forEach((answer) => answer());";

  // ---- the endpoint

  @Test
  void what_was_taken_is_listed_and_shows_what_was_sent() throws Exception {
    Tenant shop = told("dashboard-taken");
    changed(shop, "100.00");
    EndToEnd.eventually("a delivery", () -> Optional.of(EndToEnd.receiver().calls("dashboard-taken")).filter(calls -> !calls.isEmpty()));
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads(".endpoint .badge", "active");
    BROWSER.reads(".endpoint", EndToEnd.receiver().url("dashboard-taken"));
    BROWSER.reads(".told-of tbody", "A balance changed");
    BROWSER.until("it is delivered", page -> BROWSER.all(".told-of .badge.good").size() == BROWSER.all(".told-of tbody tr").size());
    BROWSER.click("[href*=evt_]");
    BROWSER.reads("#state", "delivered");
    BROWSER.reads("[aria-labelledby=last]", "It was taken.");
    BROWSER.reads("[aria-labelledby=body] pre", "\"app_id\": \"" + shop.appId() + "\"");
    assertFalse(BROWSER.driver().getPageSource().contains("22200000000"));
    assertFalse(BROWSER.driver().getPageSource().contains("whsec_"));
    BROWSER.click(".back a");
    BROWSER.see(".endpoint");
    assertEquals(PAGE, BROWSER.place());
  }

  @Test
  void an_endpoint_that_fails_says_why_and_may_be_told_to_work_again() throws Exception {
    EndToEnd.receiver().answers("dashboard-failing", failures(40));
    Tenant shop = told("dashboard-failing");
    changed(shop, "100.00");
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads(".endpoint .badge", "failing");
    BROWSER.reads(".endpoint", "The endpoint answered 500, which is not 2xx.");
    BROWSER.reads(".endpoint .facts", "Failing since");
    BROWSER.reads(".told-of .badge", "waiting");
    BROWSER.reads(".told-of tbody", "again");
    EndToEnd.receiver().answers("dashboard-failing");
    BROWSER.click("#resume");
    BROWSER.reads(".endpoint .badge", "active");
    BROWSER.until("no button", page -> BROWSER.all("#resume").stream().noneMatch(button -> button.isDisplayed()));
  }

  @Test
  void a_paused_endpoint_is_resumed() throws Exception {
    BROWSER.before(PAUSED);
    BROWSER.signIn(told("dashboard-paused"), PAGE);
    BROWSER.reads(".endpoint .badge", "paused");
    BROWSER.reads(".endpoint", "what happens is held. Mend it, then resume.");
    BROWSER.click("#resume");
    BROWSER.reads(".endpoint .badge", "active");
    assertEquals(List.of("/notifications/endpoint/resume undefined"), sent());
    BROWSER.reads(".endpoint [role=status]", "what was held is sent");
    assertEquals("Endpoint", BROWSER.focused().getText());
  }

  @Test
  void an_app_that_is_told_nothing_says_what_to_set() throws Exception {
    BROWSER.signIn(Tenant.create(EndToEnd.stack(), Json.object().put("name", "Example Quiet")), PAGE);
    BROWSER.reads(".endpoint .badge", "off");
    BROWSER.reads(".endpoint", "Set them in the App Builder.");
    BROWSER.reads(".told-of", "Nothing was to be told");
  }

  // ---- deliveries

  @Test
  void deliveries_are_listed_by_status_and_a_page_at_a_time() throws Exception {
    Tenant shop = told("dashboard-many");
    for (int i = 1; i <= 30; i++) {
      changed(shop, i + ".00");
    }
    EndToEnd.eventually(
        "30 deliveries",
        () -> Optional.of(EndToEnd.receiver().calls("dashboard-many")).filter(calls -> calls.size() >= 30));
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads(".listed .count", "The newest 25 notifications");
    BROWSER.click(".listed > button");
    BROWSER.until("all", page -> BROWSER.all(".told-of tbody tr").size() >= 30);
    // The button is gone, and the reader is where he pressed it.
    assertEquals(
        25L,
        BROWSER.script(
            "return [...document.querySelectorAll('.told-of tbody tr')].indexOf(document.activeElement.closest('tr'))"));
    new Select(BROWSER.see("[name=status]")).selectByValue("dead");
    BROWSER.reads(".told-of", "None is dead.");
    assertEquals(PAGE + "?status=dead", BROWSER.place());
    BROWSER.driver().navigate().refresh();
    BROWSER.reads(".told-of", "None is dead.");
  }

  @Test
  void another_filter_shows_nothing_of_the_one_before() throws Exception {
    BROWSER.before(WAITS);
    BROWSER.signIn(told("dashboard-filter"), PAGE);
    BROWSER.reads(".told-of tbody", "A balance changed");
    BROWSER.click(".listed > button");
    new Select(BROWSER.see("[name=status]")).selectByValue("held");
    BROWSER.reads(".listed .count", "Loading…");
    assertEquals(List.of(), BROWSER.all(".told-of tbody tr"));
    // What was asked for before comes in late.
    BROWSER.until("both are asked for", page -> BROWSER.script("return (window.waiting ?? []).length") instanceof Long many && many == 2);
    BROWSER.script("window.waiting.shift()()");
    BROWSER.script("return new Promise((done) => setTimeout(done))");
    BROWSER.reads(".listed .count", "Loading…");
    BROWSER.script("window.answers()");
    BROWSER.reads(".listed .count", "1 held notification");
    assertEquals(1, BROWSER.all(".told-of tbody tr").size());
  }

  @Test
  void a_list_that_could_not_be_read_says_so_until_it_could() throws Exception {
    BROWSER.before(
        PAUSED.replace(
            "return json({data",
            "if (wanted === 'dead' && !window.works) return Promise.resolve(new Response('{}', {status: 503}));\nreturn json({data"));
    BROWSER.signIn(told("dashboard-unread"), PAGE);
    new Select(BROWSER.see("[name=status]")).selectByValue("dead");
    BROWSER.reads(".listed", "Try again in a moment.");
    BROWSER.script("window.works = true");
    BROWSER.reads(".listed .count", "2 dead notifications");
    assertFalse(BROWSER.see(".listed").getText().contains("Try again in a moment."));
  }

  @Test
  void an_amount_of_fifteen_digits_is_laid_out_as_it_is_sent() throws Exception {
    var options = Json.object().put("name", "Example Told").put("callback_url", EndToEnd.receiver().url("dashboard-exact"));
    options.put("notification_format", "v2").putArray("notifications").add("balance.updated");
    Tenant shop = Tenant.create(EndToEnd.stack(), options);
    changed(shop, "100000000000000.01");
    BROWSER.signIn(shop, PAGE);
    BROWSER.click("[href*=evt_]");
    BROWSER.reads("[aria-labelledby=body] pre", ": 100000000000000.01,");
  }

  @Test
  void news_shows_by_itself() throws Exception {
    Tenant shop = told("dashboard-news");
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads(".told-of", "Nothing was to be told");
    changed(shop, "100.00");
    BROWSER.reads(".told-of tbody", "A balance changed");
  }

  // ---- sending again

  @Test
  void one_is_sent_again_under_its_id() throws Exception {
    EndToEnd.receiver().answers("dashboard-again", failures(40));
    Tenant shop = told("dashboard-again");
    changed(shop, "100.00");
    BROWSER.signIn(shop, PAGE);
    BROWSER.click("[href*=evt_]");
    BROWSER.reads("#state", "waiting");
    BROWSER.reads("[aria-labelledby=last]", "out of order");
    String id = BROWSER.see("[aria-labelledby=details] dd .id[title^=evt_]").getAttribute("title");
    EndToEnd.receiver().answers("dashboard-again");
    BROWSER.click("#replay");
    BROWSER.reads(".outcome.good", "under the same id");
    BROWSER.reads("#state", "delivered");
    assertEquals(id, EndToEnd.receiver().calls("dashboard-again").getLast().id());
  }

  @Test
  void where_nobody_is_told_any_more_sending_again_says_what_to_set() throws Exception {
    BROWSER.before(PAUSED.replace("json({status: 'dead'})", "Promise.resolve(new Response(JSON.stringify({detail: 'Set a callback_url.'}), {status: 409}))"));
    BROWSER.signIn(told("dashboard-ended"), PAGE);
    BROWSER.click("[data-again=dead]");
    BROWSER.reads(".note", "Set a callback_url.");
  }

  @Test
  void all_that_are_stuck_are_sent_again() throws Exception {
    BROWSER.before(PAUSED);
    BROWSER.signIn(told("dashboard-stuck"), PAGE);
    BROWSER.reads(".told-of tbody", "http 503");
    BROWSER.click("[data-again=dead]");
    BROWSER.reads(".note", "All dead ones are being sent again");
    new Select(BROWSER.see("[name=status]")).selectByValue("held");
    BROWSER.until("one", page -> BROWSER.all(".told-of tbody tr").size() == 1);
    assertEquals(List.of("[data-again=held]"), shownOf("[data-again=held]", "[data-again=dead]"));
    BROWSER.click("[data-again=held]");
    BROWSER.reads(".note", "All held ones are being sent again");
    assertEquals(List.of("/notifications/replay {\"status\":\"dead\"}", "/notifications/replay {\"status\":\"held\"}"), sent());
  }

  @Test
  void those_that_are_stuck_are_sent_again_though_they_are_not_among_the_newest() throws Exception {
    BROWSER.before(WAITS);
    BROWSER.signIn(told("dashboard-old"), PAGE);
    BROWSER.reads(".told-of tbody", "A balance changed");
    BROWSER.see("[data-again=held]");
    BROWSER.click("[data-again=dead]");
    BROWSER.reads(".note", "All dead ones are being sent again");
    BROWSER.script("window.items.forEach((item) => (item.status = 'waiting'))");
    BROWSER.until("none is stuck", page -> shownOf("[data-again=held]", "[data-again=dead]").isEmpty());
    assertEquals("status", BROWSER.focused().getAttribute("name"));
  }

  // ---- who may, and craft

  @Test
  void they_belong_to_an_app_and_are_gone_after_a_while() throws Exception {
    BROWSER.expecting(404);
    BROWSER.open(PAGE);
    BROWSER.see("#key").sendKeys(EndToEnd.stack().secret("ADMIN_TOKEN"), Keys.ENTER);
    BROWSER.reads(".state", "Notifications belong to an app");
    assertEquals(List.of("Records", "Apps"), BROWSER.texts("#nav a"));
    BROWSER.click("#sign-out");
    BROWSER.signIn(told("dashboard-gone"), PAGE);
    assertEquals(List.of("Records", "Notifications"), BROWSER.texts("#nav a"));
    BROWSER.open(PAGE + "/evt_AAAB");
    BROWSER.reads(".state", "There is nothing here");
  }

  @Test
  void the_word_beside_the_title_has_its_room_before_it_is_said() throws Exception {
    BROWSER.signIn(told("dashboard-room"), PAGE);
    BROWSER.reads(".live", "Live");
    assertEquals(
        0.0,
        ((Number) BROWSER.script(
            """
            const word = document.querySelector('.live');
            const said = word.getBoundingClientRect().height;
            word.textContent = '';
            return said - word.getBoundingClientRect().height""")).doubleValue());
  }

  @Test
  void it_shuts_nobody_out_and_nothing_is_wider_than_the_screen() throws Exception {
    EndToEnd.receiver().answers("dashboard-craft", failures(40));
    Tenant shop = told("dashboard-craft");
    changed(shop, "100.00");
    BROWSER.signIn(shop, PAGE);
    // Its first failure makes the pages longer than they were, and that is no fault of theirs.
    BROWSER.reads(".endpoint .badge", "failing");
    BROWSER.reads(".told-of tbody", "again");
    String one = BROWSER.see("[href*=evt_]").getAttribute("href").substring(EndToEnd.stack().url().toString().length());
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        String where = screen + " " + scheme;
        BROWSER.open(PAGE);
        BROWSER.reads(".live", "Live");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " list");
        BROWSER.assertFits(where + " list");
        BROWSER.open(one);
        BROWSER.reads(".live", "Live");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " one");
        BROWSER.assertFits(where + " one");
      }
    }
    BROWSER.before(PAUSED);
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      BROWSER.open(PAGE);
      BROWSER.reads(".live", "Live");
      assertEquals(List.of(), BROWSER.shutsOut(), screen + " paused");
      BROWSER.assertFits(screen + " paused");
      long bytes = BROWSER.loadedBytes();
      assertTrue(bytes < 100_000, () -> bytes + " bytes");
    }
  }

  @Test
  void it_is_used_with_a_keyboard_alone() throws Exception {
    BROWSER.before(PAUSED);
    BROWSER.signIn(told("dashboard-keys"), PAGE);
    BROWSER.tabTo("[data-again=dead]");
    BROWSER.press(Keys.ENTER);
    BROWSER.reads(".note", "All dead ones");
    BROWSER.tabTo("[href$=evt_two]");
  }

  // ---- small things

  /** An app with an account, whose owner is told at this endpoint that its balance changed, and nothing else. */
  private static Tenant told(String endpoint) throws Exception {
    var options = Json.object().put("name", "Example Told").put("callback_url", EndToEnd.receiver().url(endpoint));
    options.putArray("notifications").add("balance.updated");
    return Tenant.create(EndToEnd.stack(), options);
  }

  private static void changed(Tenant tenant, String ledger) throws Exception {
    tenant.applied(WidgetEvent.balance(Instant.now().truncatedTo(ChronoUnit.MILLIS), ledger, ledger).toString());
  }

  private static Receiver.Answer[] failures(int many) {
    return Stream.generate(() -> new Receiver.Answer(500, "out of order")).limit(many).toArray(Receiver.Answer[]::new);
  }

  private static List<String> shownOf(String... selectors) {
    return Stream.of(selectors).filter(one -> BROWSER.all(one).getFirst().isDisplayed()).toList();
  }

  private static Object sent() {
    return BROWSER.script("return window.sent");
  }
}
