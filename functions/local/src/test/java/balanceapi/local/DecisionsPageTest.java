package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** What is decided about an account, in Chromium: checks, what they reserve, fresh figures and thresholds. */
@ExtendWith(EndToEnd.class)
final class DecisionsPageTest {

  private static final String PAGE = "/dashboard/accounts/" + WidgetEvent.ACCOUNT;

  private static final String RESERVATIONS = "/accounts/" + WidgetEvent.ACCOUNT + "/reservations";

  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Answers 503 where the address has what {@code failing} says. */
  private static final String FAILS =
      """
      const real = window.fetch;
      window.failing = 'WHERE';
      window.fetch = (path, options) => window.failing && path.includes(window.failing)
        ? Promise.resolve(new Response('{}', {status: 503}))
        : real(path, options);
      """;

  /** Lets a funds check come about, and its answer be lost. */
  private static final String LOSES_THE_ANSWER =
      """
      const real = window.fetch;
      window.fetch = async (path, options) => {
        const answer = await real(path, options);
        if (path.endsWith('/funds-check')) throw new TypeError('lost');
        return answer;
      };
      """;

  /** The figures are fresh at the third look; to this page's clock the deadline is long past. */
  private static final String FRESH_AT_LAST =
      """
      const real = window.fetch;
      const json = (status, body) => Promise.resolve(new Response(JSON.stringify(body), {status}));
      let looks = 0;
      window.fetch = (path, options) => {
        if (!path.endsWith('/refresh')) return real(path, options);
        if (options.method === 'POST') return json(202, {status: 'running', deadline: '2020-01-01T00:00:00Z'});
        return ++looks < 3 ? json(503, {}) : json(200, {status: 'fresh', deadline: '2020-01-01T00:00:00Z'});
      };
      """;

  /** No look is answered, and each takes half a minute. */
  private static final String NEVER_ANSWERS =
      """
      const clock = performance.now.bind(performance);
      let late = 0;
      performance.now = () => clock() + late;
      """
          + FRESH_AT_LAST.replace("++looks < 3", "(late += 30000)").replace("2020", "2999");

  // ---- reservations

  @Test
  void an_amount_is_reserved_and_released_again() throws Exception {
    Tenant shop = shop(Json.object());
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads("[aria-labelledby=reservations]", "Nothing is reserved.");
    reserve("60.00", "loan-17");
    BROWSER.reads(".answer.good", "Reserved as loan-17 until");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "loan-17");
    BROWSER.until("four figures", page -> BROWSER.all(".figure").size() == 4);
    assertTrue(BROWSER.texts(".figure").get(1).contains("940.00"), () -> BROWSER.texts(".figure").toString());
    assertTrue(BROWSER.texts(".figure").get(1).contains("in 1 reservation."), () -> BROWSER.texts(".figure").toString());
    List<String> steps = BROWSER.texts(".lines tbody tr");
    assertTrue(steps.getLast().startsWith("Spendable balance") && steps.getLast().contains("940.00"), steps::toString);
    down();
    BROWSER.reads("[aria-labelledby=checks] tbody tr", "reserved as loan-17");

    BROWSER.click("[aria-label='Release the reservation loan-17']");
    BROWSER.reads("dialog", "can be spent again at once");
    BROWSER.click("dialog .quiet");
    assertEquals(1, shop.get(RESERVATIONS).json().path("data").size());
    BROWSER.click("[aria-label='Release the reservation loan-17']");
    BROWSER.click("dialog .danger");
    BROWSER.reads("[aria-labelledby=reservations]", "Nothing is reserved.");
    BROWSER.until("three figures", page -> BROWSER.all(".figure").size() == 3);
    BROWSER.click("[aria-controls=ended]");
    BROWSER.reads("#ended", "loan-17");
    BROWSER.reads("#ended .badge", "released");
  }

  @Test
  void what_cannot_be_reserved_says_why_and_what_to_do() throws Exception {
    Tenant shop = shop(Json.object());
    BROWSER.expecting(409);
    BROWSER.expecting(400);
    BROWSER.signIn(shop, PAGE);
    reserve("60.00", "loan-17");
    BROWSER.reads(".answer.good", "Reserved as loan-17");
    ask("61.00");
    BROWSER.reads(".answer.bad", "another reference");
    type("reservation", "no spaces please");
    ask("60.00");
    BROWSER.reads(".answer.bad", "The reservation's reference must");
    assertEquals(BROWSER.see("#reservation[aria-invalid=true]"), BROWSER.focused());
    type("reservation", "loan-18");
    ask("2000.00");
    BROWSER.reads(".answer.bad", "So nothing is reserved.");
  }

  /** A release by a server of the app's shows on the page by itself. */
  @Test
  void what_another_reserves_shows_by_itself() throws Exception {
    Tenant shop = shop(Json.object());
    BROWSER.signIn(shop, PAGE);
    BROWSER.reads("[aria-labelledby=reservations]", "Nothing is reserved.");
    reserved(shop, "order-1", "25.00");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "order-1");
    down();
    BROWSER.reads("[aria-labelledby=checks]", "order-1");
    reserved(shop, "order-2", "5.00");
    BROWSER.reads("[aria-labelledby=checks] tbody tr", "order-2");
    shop.delete(RESERVATIONS + "/order-1").expect(204);
    shop.delete(RESERVATIONS + "/order-2").expect(204);
    BROWSER.reads("[aria-labelledby=reservations]", "Nothing is reserved.");
  }

  @Test
  void reservations_that_could_not_be_read_are_not_said_to_be_none_and_are_read_again() throws Exception {
    Tenant shop = shop(Json.object());
    reserved(shop, "order-1", "25.00");
    BROWSER.before(FAILS.replace("WHERE", "/reservations?status=open"));
    BROWSER.signIn(shop.key(), PAGE);
    BROWSER.reads(".live", "Not up to date");
    BROWSER.reads("[aria-labelledby=reservations] .said", "Try again in a moment.");
    assertFalse(BROWSER.see("[aria-labelledby=reservations]").getText().contains("Nothing is reserved."));
    BROWSER.script("window.failing = null");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "order-1");
    assertEquals("", BROWSER.texts("[aria-labelledby=reservations] .said").getFirst());
  }

  @Test
  void where_the_answer_is_lost_the_same_reference_is_said_to_be_safe() throws Exception {
    BROWSER.before(LOSES_THE_ANSWER);
    BROWSER.signIn(shop(Json.object()), PAGE);
    reserve("60.00", "loan-17");
    BROWSER.reads(".answer.bad", "It is not known whether this was done");
    BROWSER.reads(".answer.bad", "The same reference again reserves nothing twice.");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "loan-17");
  }

  @Test
  void a_release_is_asked_about_once_however_often_it_is_pressed() throws Exception {
    Tenant shop = shop(Json.object());
    reserved(shop, "order-1", "25.00");
    BROWSER.signIn(shop, PAGE);
    BROWSER.script("const button = document.querySelector('[aria-label$=order-1]'); button.click(); button.click();");
    BROWSER.click("dialog .quiet");
    BROWSER.until("no dialog", page -> BROWSER.all("dialog").isEmpty());
  }

  @Test
  void the_focus_stays_on_a_reservation_that_is_drawn_anew() throws Exception {
    String release = "[aria-label$=order-1]";
    Tenant shop = shop(Json.object());
    reserved(shop, "order-1", "25.00");
    BROWSER.signIn(shop, PAGE);
    BROWSER.tabTo(release);
    reserved(shop, "order-2", "5.00");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "order-2");
    assertEquals(BROWSER.see(release), BROWSER.focused());
    BROWSER.press(Keys.ENTER);
    BROWSER.see("dialog .danger");
    reserved(shop, "order-3", "5.00");
    BROWSER.reads("[aria-labelledby=reservations] .entries", "order-3");
    BROWSER.press(Keys.ESCAPE);
    BROWSER.until("the focus", page -> BROWSER.see(release).equals(BROWSER.focused()));
  }

  @Test
  void the_focus_goes_on_with_the_ended_ones_where_there_are_no_more_to_show() throws Exception {
    Tenant shop = shop(Json.object());
    for (int i = 1; i <= 26; i++) {
      shop.delete(RESERVATIONS + "/" + reserved(shop, "ended-" + i, "1.00")).expect(204);
    }
    BROWSER.signIn(shop, PAGE);
    BROWSER.click("[aria-controls=ended]");
    BROWSER.reads("#ended", "ended-26");
    BROWSER.click("#ended button");
    BROWSER.until("all", page -> BROWSER.all("#ended li").size() == 26);
    assertEquals(BROWSER.all("#ended li").getLast(), BROWSER.focused());
  }

  // ---- checks

  @Test
  void an_amount_that_is_none_is_named_shown_and_found() throws Exception {
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.click(".funds summary");
    type("buffer", "1,5");
    BROWSER.click(".funds summary");
    ask("10.00");
    BROWSER.reads(".answer.bad", "What is to be left");
    assertEquals(BROWSER.see("#buffer[aria-invalid=true]"), BROWSER.focused());
    type("buffer", "1.5" + Keys.ENTER);
    BROWSER.reads(".answer.good", "Yes, it is there");
    assertEquals(List.of(), BROWSER.all("[aria-invalid]"));
  }

  @Test
  void a_check_with_a_buffer_is_listed_and_shown_as_it_was_decided() throws Exception {
    Tenant shop = shop(Json.object());
    shop.applied(WidgetEvent.hold(now().minusSeconds(200), "hold-1", "120.00").toString());
    reserved(shop, "order-1", "25.00");
    BROWSER.signIn(shop, PAGE);
    BROWSER.click(".funds summary");
    type("buffer", "900");
    type("reference", "order 7");
    ask("100.00");
    BROWSER.reads(".answer.bad", "with NGN 900 to be left, spendable NGN 855.00");
    down();
    BROWSER.reads("[aria-labelledby=checks] tbody tr", "order 7");
    // What comes later changes nothing of what was decided.
    shop.applied(WidgetEvent.balance(now(), "5.00", null).toString());
    BROWSER.click(".answer a");
    BROWSER.reads(".verdict", "No, it is not there");
    BROWSER.reads(".sub", "order 7");
    List<String> figures = BROWSER.texts(".figure");
    assertTrue(figures.getFirst().contains("100.00") && figures.getFirst().contains("900.00 to be left"), figures::toString);
    assertTrue(figures.get(1).contains("855.00") && figures.get(2).contains("880.00"), figures::toString);
    List<String> steps = BROWSER.texts(".lines tbody tr");
    assertEquals(5, steps.size(), steps::toString);
    assertTrue(steps.get(1).contains("pending, not in the ledger yet") && steps.get(1).contains("120.00"), steps::toString);
    assertTrue(steps.get(3).startsWith("Reserved") && steps.get(3).contains("25.00"), steps::toString);
    BROWSER.reads("[aria-labelledby=reserved]", "order-1");
    assertFalse(BROWSER.driver().getPageSource().contains("22200000000"));
    BROWSER.click(".back a");
    BROWSER.reads(".live", "Live");
    assertEquals(PAGE, BROWSER.place());
  }

  @Test
  void checks_are_paged() throws Exception {
    Tenant shop = shop(Json.object());
    for (int i = 1; i <= 30; i++) {
      asked(shop, Json.object().put("amount", "1.00").put("currency", "NGN").put("reference", "row " + i));
    }
    BROWSER.signIn(shop, PAGE);
    down();
    BROWSER.reads("[aria-labelledby=checks] .count", "The newest 25 checks");
    BROWSER.reads("[aria-labelledby=checks] tbody tr", "row 30");
    BROWSER.click("[aria-labelledby=checks] > button");
    BROWSER.reads("[aria-labelledby=checks] .count", "30 checks");
    assertEquals(30, BROWSER.all("[aria-labelledby=checks] tbody tr").size());
    // The button is gone, and the reader is where he pressed it.
    assertEquals(BROWSER.all("[aria-labelledby=checks] tbody a").get(25), BROWSER.focused());
  }

  @Test
  void checks_that_could_not_be_read_say_so_until_they_could() throws Exception {
    Tenant shop = shop(Json.object());
    asked(shop, Json.object().put("amount", "1.00").put("currency", "NGN").put("reference", "row 1"));
    BROWSER.before(FAILS.replace("WHERE", ""));
    BROWSER.signIn(shop, PAGE);
    down();
    BROWSER.reads("[aria-labelledby=checks] tbody tr", "row 1");
    BROWSER.script("window.failing = '/checks?'");
    BROWSER.reads("[aria-labelledby=checks]", "Try again in a moment.");
    BROWSER.script("window.failing = null");
    BROWSER.until("no error", page -> !BROWSER.see("[aria-labelledby=checks]").getText().contains("Try again"));
    BROWSER.reads("[aria-labelledby=checks] .count", "1 check");
  }

  @Test
  void a_check_among_a_customers_accounts_says_which_were_looked_at() throws Exception {
    Tenant shop = shop(Json.object());
    ObjectNode question = Json.object();
    question.putArray("checks").addObject().put("customer_id", WidgetEvent.CUSTOMER).put("amount", "1.00").put("currency", "NGN");
    JsonNode decided = shop.post("/funds-checks", question).expect(200).json().at("/data/0");
    BROWSER.signIn(shop, PAGE);
    BROWSER.open("/dashboard/checks/" + decided.path("check_id").asText());
    BROWSER.reads("[aria-labelledby=considered]", WidgetEvent.ACCOUNT);
    BROWSER.reads("[aria-labelledby=asked]", WidgetEvent.CUSTOMER);
  }

  @Test
  void a_check_that_is_not_there_says_so() throws Exception {
    BROWSER.expecting(404);
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.open("/dashboard/checks/chk_AAAB");
    BROWSER.reads(".state", "There is nothing here");
  }

  @Test
  void an_app_that_keeps_no_decisions_has_no_way_to_them() throws Exception {
    BROWSER.signIn(shop(Json.object().put("decisions_days", 0)), PAGE);
    ask("1.00");
    BROWSER.reads(".answer.good", "Yes, it is there");
    assertEquals(List.of(), BROWSER.all(".answer a"));
    down();
    BROWSER.reads("[aria-labelledby=checks]", "the app keeps no decisions");
  }

  // ---- fresh figures

  @Test
  void fresh_figures_are_asked_for_and_waited_for() throws Exception {
    Tenant shop = shop(Json.object().put("refresh_url", EndToEnd.receiver().url("dashboard-refresh")));
    BROWSER.signIn(shop, PAGE);
    BROWSER.click("#refresh");
    BROWSER.reads(".outcome", "The bank is asked");
    shop.applied(WidgetEvent.balance(now().plusSeconds(1), "777.00", null).toString());
    BROWSER.reads(".outcome", "The figures are fresh.");
    BROWSER.reads(".figure", "777.00");
  }

  @Test
  void where_there_is_nobody_to_ask_it_says_what_to_set() throws Exception {
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.click("#refresh");
    BROWSER.reads(".outcome", "Give the app a refresh URL");
    // A second answer in the same words is told as well.
    BROWSER.script(
        "window.told = []; new MutationObserver(() => window.told.push(document.querySelector('.outcome').innerText))"
            + ".observe(document.querySelector('.outcome'), {childList: true})");
    BROWSER.click("#refresh");
    BROWSER.until("told again", page -> ((List<?>) BROWSER.script("return window.told")).size() > 1);
    BROWSER.reads(".outcome", "Give the app a refresh URL");
  }

  @Test
  void fresh_figures_are_waited_for_by_this_machines_own_time() throws Exception {
    BROWSER.before(FRESH_AT_LAST);
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.click("#refresh");
    BROWSER.reads(".outcome.good", "The figures are fresh.");
  }

  @Test
  void fresh_figures_are_not_waited_for_for_ever() throws Exception {
    BROWSER.before(NEVER_ANSWERS);
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.click("#refresh");
    BROWSER.reads(".outcome.bad", "Try again in a moment.");
  }

  @Test
  void where_asking_cannot_be_loaded_it_says_so() throws Exception {
    BROWSER.without("fresh.js");
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.click("#refresh");
    BROWSER.reads(".outcome.bad", "Load this page again.");
  }

  // ---- thresholds

  @Test
  void an_account_is_given_thresholds_of_its_own_and_the_apps_again() throws Exception {
    ObjectNode options = Json.object();
    options.putArray("thresholds").addObject().put("amount", "500.00").put("currency", "NGN");
    Tenant shop = shop(options);
    BROWSER.expecting(400);
    BROWSER.signIn(shop, PAGE);
    assertEquals("500.00 NGN", BROWSER.see("#thresholds").getAttribute("value"));
    BROWSER.reads("#thresholds-hint", "These are the app's");
    type("thresholds", "1,000 ngn" + Keys.ENTER);
    BROWSER.reads(".low .said", "each with its currency, such as 500.00 NGN");
    type("thresholds", "500 NGN 1000 NGN" + Keys.ENTER);
    BROWSER.reads(".low .said", "currency must be a currency code");
    type("thresholds", "1000 ngn, 20.00 USD" + Keys.ENTER);
    BROWSER.reads("#thresholds-hint", "this account's own");
    assertEquals("1000.00 NGN, 20.00 USD", BROWSER.see("#thresholds").getAttribute("value"));
    assertEquals("account", shop.get("/accounts/" + WidgetEvent.ACCOUNT + "/thresholds").json().path("of").asText());
    BROWSER.click(".low button[type=button]");
    BROWSER.reads("#thresholds-hint", "These are the app's");
    assertEquals("500.00 NGN", BROWSER.see("#thresholds").getAttribute("value"));
  }

  @Test
  void thresholds_that_could_not_be_read_are_not_overwritten_and_are_read_again() throws Exception {
    ObjectNode options = Json.object();
    options.putArray("thresholds").addObject().put("amount", "500.00").put("currency", "NGN");
    BROWSER.before(FAILS.replace("WHERE", "/thresholds"));
    BROWSER.signIn(shop(options).key(), PAGE);
    BROWSER.reads(".low .said", "Try again in a moment.");
    assertFalse(BROWSER.see("#thresholds").isEnabled());
    assertFalse(BROWSER.see(".low [type=submit]").isEnabled());
    BROWSER.script("window.failing = null");
    BROWSER.until("the app's", page -> "500.00 NGN".equals(BROWSER.see("#thresholds").getAttribute("value")));
    assertTrue(BROWSER.see("#thresholds").isEnabled() && BROWSER.see(".low [type=submit]").isEnabled());
    assertEquals("", BROWSER.texts(".low .said").getFirst());
  }

  // ---- craft

  @Test
  void it_shuts_nobody_out_and_nothing_is_wider_than_the_screen() throws Exception {
    Tenant shop = shop(Json.object());
    shop.applied(WidgetEvent.hold(now().minusSeconds(200), "hold-1", "120.00").toString());
    reserved(shop, "a-reference-as-long-as-they-get-" + "x".repeat(96), "25.00");
    shop.delete(RESERVATIONS + "/" + reserved(shop, "gone", "5.00")).expect(204);
    asked(shop, Json.object().put("amount", "5000.00").put("currency", "NGN").put("buffer", "10.00").put("reference", "y".repeat(128)));
    String check = asked(shop, Json.object().put("amount", "1.00").put("currency", "USD")).path("check_id").asText();
    BROWSER.signIn(shop, PAGE);
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        String where = screen + " " + scheme;
        BROWSER.open(PAGE);
        BROWSER.reads(".live", "Live");
        BROWSER.assertNothingMoved();
        BROWSER.click("[aria-controls=ended]");
        BROWSER.reads("#ended", "gone");
        BROWSER.click(".funds summary");
        BROWSER.click("[name=reserve]");
        down();
        BROWSER.see(".checks tbody a");
        BROWSER.click("#refresh");
        BROWSER.reads(".outcome", "No fresh figures");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " account");
        BROWSER.assertFits(where + " account");
        BROWSER.click("[aria-label^='Release the reservation a-']");
        BROWSER.see("dialog .danger");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " question");
        BROWSER.open("/dashboard/checks/" + check);
        BROWSER.see(".lines");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " check");
        BROWSER.assertFits(where + " check");
      }
    }
  }

  @Test
  void money_is_reserved_and_released_with_a_keyboard_alone() throws Exception {
    BROWSER.signIn(shop(Json.object()), PAGE);
    BROWSER.tabTo("#amount");
    BROWSER.press("10");
    BROWSER.tabTo(".funds summary");
    BROWSER.press(Keys.ENTER);
    BROWSER.tabTo("[name=reserve]");
    BROWSER.press(Keys.SPACE);
    BROWSER.tabTo("#reservation");
    BROWSER.press("loan-1", Keys.ENTER);
    BROWSER.reads("[aria-labelledby=reservations] .entries", "loan-1");
    BROWSER.tabTo("[aria-label='Release the reservation loan-1']");
    BROWSER.press(Keys.ENTER);
    BROWSER.tabTo("dialog .danger");
    BROWSER.press(Keys.ENTER);
    BROWSER.reads("[aria-labelledby=reservations]", "Nothing is reserved.");
    assertEquals("Show ended ones", BROWSER.focused().getText());
  }

  // ---- small things

  /** An app of these options with one account that has 1,000.00, of which the bank has told lately. */
  private static Tenant shop(ObjectNode options) throws Exception {
    Tenant tenant = Tenant.create(EndToEnd.stack(), options.put("name", "Example Decisions").put("currency", "NGN"));
    tenant.applied(WidgetEvent.balance(now().minusSeconds(600), "1000.00", null).toString());
    tenant.applied(WidgetEvent.transactions(now().minusSeconds(590)).toString());
    return tenant;
  }

  private static String reserved(Tenant tenant, String reference, String amount) throws Exception {
    ObjectNode question = Json.object().put("amount", amount).put("currency", "NGN");
    question.putObject("reserve").put("reference", reference).put("for", "PT9H");
    return asked(tenant, question).at("/reservation/reference").asText();
  }

  private static JsonNode asked(Tenant tenant, ObjectNode question) throws Exception {
    return tenant.post("/accounts/" + WidgetEvent.ACCOUNT + "/funds-check", question).expect(200).json();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void reserve(String amount, String reference) {
    BROWSER.click(".funds summary");
    BROWSER.click("[name=reserve]");
    type("reservation", reference);
    type("for", "2");
    new Select(BROWSER.see(".funds .pair select")).selectByValue("H");
    ask(amount);
  }

  private static void ask(String amount) {
    WebElement field = BROWSER.see("#amount");
    field.clear();
    field.sendKeys(amount, Keys.ENTER);
  }

  private static void type(String id, String text) {
    WebElement field = BROWSER.driver().findElement(By.id(id));
    field.clear();
    field.sendKeys(text);
  }

  /** To the end of the page, where the checks are. */
  private static void down() {
    BROWSER.script("scrollTo(0, document.body.scrollHeight)");
  }
}
