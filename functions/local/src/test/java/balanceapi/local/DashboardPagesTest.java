package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The dashboard as people use it: in Chromium, through its pages, over the whole deployment. */
@ExtendWith(EndToEnd.class)
final class DashboardPagesTest {

  private static final int RECORDS = 60;
  private static final int FIRST_VIEW = 100_000;

  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Answers as the API does for an app of 5,000 records, which would take minutes to make. */
  private static final String MANY =
      """
      const real = window.fetch;
      const record = (i, id) => ({account_id: id ?? 'a' + String(i).padStart(6, '0'), customer_id: 'c' + i, record_id: 'r' + i,
        nuban: '2000000000', name: 'Account ' + i, bank: {id: 'b', name: 'Example Bank'}, currency: 'NGN',
        ledger_balance: i + '.00', available_balance: i + '.00', available_source: 'reported',
        pending: {debits: '0.00', credits: '0.00', count: 0, excluded: 0}, as_of: '2026-11-22T09:00:00Z',
        pending_as_of: null, refreshed_at: '2026-11-22T09:00:00Z', stale: false, connection: 'active'});
      window.fetch = (path, options) => {
        if (!path.startsWith('/accounts')) return real(path, options);
        const query = new URLSearchParams(path.split('?')[1]);
        const from = Number(query.get('cursor') ?? 0);
        const named = query.get('customer') ?? query.get('nuban');
        const body = named === null
          ? {data: Array.from({length: 100}, (_, i) => record(from + i)), next_cursor: from < 4900 ? String(from + 100) : null}
          : {data: query.has('customer') ? [{...record(5000), customer_id: named}] : [], next_cursor: null};
        return Promise.resolve(new Response(JSON.stringify(body), {headers: {etag: '"1"'}}));
      };
      """;

  private static final String FAILS_ONCE =
      """
      const through = window.fetch;
      let failed = false;
      window.fetch = (path, options) => {
        if (failed || !path.startsWith('/accounts')) return through(path, options);
        failed = true;
        return Promise.resolve(new Response(JSON.stringify({title: 'The service cannot answer right now',
          status: 503, detail: 'Send the same request again in a moment.', code: 'unavailable'}), {status: 503}));
      };
      """;

  private static Tenant shop;

  @BeforeAll
  static void furnish() throws Exception {
    shop = PageScene.of(EndToEnd.stack(), "Example Shop", RECORDS);
  }

  // ---- signing in and out

  @Test
  void the_root_leads_to_the_sign_in() {
    BROWSER.open("/");
    BROWSER.see("#key");
    assertEquals("/dashboard/sign-in", BROWSER.place());
  }

  @Test
  void a_wrong_key_is_told_so_and_the_right_one_goes_on() {
    BROWSER.expecting(401);
    BROWSER.open("/dashboard");
    signInWith("sk_wrong");
    BROWSER.reads("#said", "This key is not known");
    BROWSER.see("#key").clear();
    signInWith(shop.key());
    BROWSER.see("tbody a");
    assertEquals("/dashboard", BROWSER.place());
    assertEquals("Example Shop", BROWSER.see(".app").getText());
  }

  @Test
  void the_session_is_out_of_reach_of_scripts_and_other_sites_and_is_not_the_key() {
    signIn();
    Cookie cookie = BROWSER.driver().manage().getCookieNamed("session");
    assertTrue(cookie.isHttpOnly());
    assertEquals("Strict", cookie.getSameSite());
    String secret = shop.key().substring(shop.key().lastIndexOf('_'));
    assertFalse(cookie.getValue().contains(secret));
    assertFalse(BROWSER.driver().getPageSource().contains(secret));
  }

  @Test
  void signing_out_ends_it() {
    signIn();
    BROWSER.click("#sign-out");
    BROWSER.see("#key");
    BROWSER.open("/dashboard");
    BROWSER.see("#key");
  }

  @Test
  void who_is_asked_to_sign_in_comes_back_to_where_he_was() {
    BROWSER.open("/dashboard?currency=USD");
    signInWith(shop.key());
    BROWSER.see("tbody a");
    assertEquals("/dashboard?currency=USD", BROWSER.place());
  }

  @Test
  void another_site_is_never_gone_on_to() {
    BROWSER.open("/dashboard/sign-in?next=https://elsewhere.example/");
    signInWith(shop.key());
    BROWSER.see("tbody a");
    assertEquals("/dashboard", BROWSER.place());
  }

  @Test
  void the_admin_token_leads_to_the_apps_and_to_no_balances() {
    BROWSER.open("/dashboard/sign-in");
    signInWith(EndToEnd.stack().secret("ADMIN_TOKEN"));
    BROWSER.see("tbody tr");
    assertEquals("/dashboard/apps", BROWSER.place());
    BROWSER.open("/dashboard");
    BROWSER.reads(".state", "Records belong to an app");
  }

  @Test
  void a_key_that_is_deleted_ends_the_session_that_is_looking() throws Exception {
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Closing", 1);
    BROWSER.open("/dashboard");
    signInWith(other.key());
    BROWSER.see("tbody a");
    BROWSER.expecting(401);
    Tenant.send(
            Tenant.at(EndToEnd.stack().url(), "/apps/" + other.appId() + "/keys/" + other.told("key_id"))
                .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                .DELETE())
        .expect(204);
    BROWSER.reads(".sign-in", "Your session has ended");
  }

  // ---- records

  @Test
  void records_are_shown_with_their_exact_values_on_hover() {
    signIn();
    assertEquals(25, BROWSER.all("tbody tr").size());
    BROWSER.reads(".count", "1–25 of 60 records");
    WebElement row = BROWSER.see("tr[data-id='" + PageScene.account(3) + "']");
    WebElement available = row.findElement(By.cssSelector(".available data"));
    // The space between code and amount is the locale's own.
    assertEquals("GHS 23,757.21", available.getText().replaceAll("[\\h]", " "));
    assertEquals("23757.21 GHS", available.getAttribute("title"));
    String asOf = row.findElement(By.cssSelector("time")).getAttribute("title");
    assertEquals(asOf, Instant.parse(asOf).toString());
  }

  @Test
  void a_search_finds_parts_of_names_numbers_and_customers() {
    signIn();
    BROWSER.see("[name=q]").sendKeys("2000000042");
    BROWSER.reads(".count", "1–1 of 1 record");
    assertEquals("/dashboard?q=2000000042", BROWSER.place());
    assertEquals(List.of("Current account 42"), BROWSER.texts("tbody td.account a"));
    clear("[name=q]");
    BROWSER.see("[name=q]").sendKeys(PageScene.customer(7));
    BROWSER.reads(".count", "1–2 of 2 records");
  }

  @Test
  void a_search_that_finds_nothing_says_so_and_can_be_undone() {
    signIn();
    BROWSER.see("[name=q]").sendKeys("nothing is called that");
    BROWSER.reads(".state", "No record is like that");
    BROWSER.click(".state button");
    BROWSER.reads(".count", "1–25 of 60 records");
    assertEquals("/dashboard", BROWSER.place());
  }

  @Test
  void filters_narrow_the_list_and_stand_in_the_url() {
    signIn();
    choose("currency", "JPY");
    BROWSER.until("only yen", page -> BROWSER.texts("td.available").stream().allMatch(text -> text.contains("¥")));
    choose("connection", "error");
    choose("stale", "false");
    assertEquals("/dashboard?currency=JPY&connection=error&stale=false", BROWSER.place());
    BROWSER.driver().navigate().back();
    BROWSER.until("the filter before", page -> BROWSER.place().equals("/dashboard?currency=JPY&connection=error"));
    assertEquals("error", new Select(BROWSER.see("[name=connection]")).getFirstSelectedOption().getAttribute("value"));
  }

  @Test
  void sorting_by_amount_never_mixes_currencies() {
    signIn();
    BROWSER.click("[data-sort=available]");
    assertEquals("ascending", BROWSER.see("th.available").getAttribute("aria-sort"));
    assertEquals("/dashboard?sort=available", BROWSER.place());
    choose("size", "100");
    BROWSER.until("all rows", page -> BROWSER.all("tbody tr").size() == RECORDS);
    List<String> currencies =
        BROWSER.all("td.available [title]").stream()
            .map(amount -> amount.getAttribute("title"))
            .filter(title -> title.matches("-?[0-9.]+ [A-Z]{3}"))
            .map(title -> title.substring(title.length() - 3))
            .toList();
    assertEquals(currencies.stream().sorted().toList(), currencies);
    List<Double> yen =
        BROWSER.all("td.available data[title$=JPY]").stream()
            .map(amount -> Double.valueOf(amount.getAttribute("value")))
            .toList();
    assertTrue(yen.size() > 3);
    assertEquals(yen.stream().sorted().toList(), yen);
  }

  @Test
  void a_reload_keeps_filter_sort_and_page() {
    signIn();
    BROWSER.click("[data-sort=account]");
    BROWSER.click("[data-step=Next]");
    BROWSER.reads(".count", "26–50 of 60 records");
    String place = BROWSER.place();
    assertEquals("/dashboard?sort=account&page=2", place);
    List<String> shown = BROWSER.texts("tbody td.account a");
    BROWSER.driver().navigate().refresh();
    BROWSER.reads(".count", "26–50 of 60 records");
    assertEquals(place, BROWSER.place());
    assertEquals(shown, BROWSER.texts("tbody td.account a"));
  }

  @Test
  void a_balance_that_changes_shows_by_itself() throws Exception {
    Tenant live = PageScene.of(EndToEnd.stack(), "Example Live", 1);
    BROWSER.open("/dashboard");
    signInWith(live.key());
    BROWSER.see("tbody a");
    BROWSER.reads(".live", "Live");
    live.applied(
        WidgetEvent.balance(Instant.now(), "1234.50", "1234.50").put("nuban", "2000000001").toString());
    BROWSER.until("the new account", page -> BROWSER.all("tbody tr").size() == 2);
    BROWSER.until(
        "its balance", page -> BROWSER.texts("td.available").stream().anyMatch(text -> text.contains("1,234.50")));
  }

  @Test
  void an_app_without_records_says_what_brings_them() throws Exception {
    Tenant none = PageScene.of(EndToEnd.stack(), "Example Empty", 0);
    BROWSER.open("/dashboard");
    signInWith(none.key());
    BROWSER.reads(".state", "No customer has connected an account yet");
  }

  @Test
  void past_two_thousand_records_the_page_says_what_a_search_covers_and_pages_go_on() {
    BROWSER.before(MANY);
    BROWSER.open("/dashboard");
    signInWith(shop.key());
    BROWSER.reads(".count", "1–25 of more than 2,000 records");
    assertEquals("", BROWSER.driver().findElement(By.cssSelector(".note")).getText());
    choose("source", "reported");
    BROWSER.reads(".note", "cover the first 2,000 records");
    BROWSER.reads(".count", "1–25 of 2,000 records");
    BROWSER.open("/dashboard?page=22&size=100");
    BROWSER.reads(".count", "2,101–2,200 of more than");
    // Named whole, one beyond them is found all the same.
    BROWSER.open("/dashboard?q=beyond-5000");
    BROWSER.reads(".count", "1–1 of 1 record");
  }

  @Test
  void a_list_that_cannot_be_read_says_so_and_is_read_on_request() {
    BROWSER.before(FAILS_ONCE);
    BROWSER.open("/dashboard");
    signInWith(shop.key());
    BROWSER.reads(".state", "The service cannot answer right now");
    BROWSER.click(".state button");
    BROWSER.reads(".count", "1–25 of 60 records");
  }

  @Test
  void a_row_leads_to_its_account() {
    signIn();
    BROWSER.click("tbody a");
    BROWSER.see(".facts");
    assertEquals("/dashboard/accounts/" + PageScene.account(1), BROWSER.place());
    BROWSER.expecting(404);
    BROWSER.open("/dashboard/accounts/nobodys");
    BROWSER.reads(".state", "There is nothing here");
  }

  // ---- craft

  @Test
  void everything_can_be_done_with_a_keyboard_alone() {
    BROWSER.open("/dashboard");
    BROWSER.see("#key");
    BROWSER.press(shop.key(), Keys.ENTER);
    BROWSER.see("tbody a");
    assertEquals("Skip to the content", BROWSER.tabTo(".skip").getText());
    BROWSER.tabTo("[name=q]");
    BROWSER.press("account");
    BROWSER.reads(".count", "of 54 records");
    BROWSER.tabTo("[data-sort=ledger]");
    BROWSER.press(Keys.ENTER);
    BROWSER.until("sorted", page -> BROWSER.place().contains("sort=ledger"));
    assertEquals("ledger", BROWSER.focused().getDomAttribute("data-sort"));
    BROWSER.tabTo("[data-step=Next]");
    BROWSER.press(Keys.ENTER);
    BROWSER.until("the next page", page -> BROWSER.place().contains("page=2"));
    assertEquals("Next", BROWSER.focused().getText());
  }

  @Test
  void it_shuts_nobody_out_in_either_scheme_on_either_screen() throws Exception {
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.driver().manage().deleteAllCookies();
        BROWSER.open("/dashboard/sign-in");
        BROWSER.see("#key");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme + " sign-in");
        signInWith(shop.key());
        BROWSER.see("tbody a");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme + " records");
        BROWSER.open("/dashboard?q=nothing+is+called+that");
        BROWSER.reads(".state", "No record is like that");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme + " nothing found");
        BROWSER.open("/dashboard/accounts/" + PageScene.account(3));
        BROWSER.see(".facts");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme + " account");
      }
    }
  }

  @Test
  void the_first_view_is_small_and_nothing_moves() {
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      BROWSER.driver().manage().deleteAllCookies();
      BROWSER.open("/dashboard/sign-in");
      BROWSER.see("#key");
      BROWSER.assertNothingMoved();
      signInWith(shop.key());
      BROWSER.see("tbody a");
      BROWSER.open("/dashboard");
      BROWSER.reads(".count", "1–25 of 60 records");
      BROWSER.reads(".live", "Live");
      BROWSER.assertNothingMoved();
    }
  }

  @Test
  void the_first_view_of_who_was_never_here_is_under_a_hundred_kilobytes() {
    signIn();
    BROWSER.clearCache();
    BROWSER.open("/dashboard");
    BROWSER.reads(".count", "1–25 of 60 records");
    long bytes = BROWSER.loadedBytes();
    assertTrue(bytes > 10_000 && bytes < FIRST_VIEW, () -> bytes + " bytes");
  }

  @Test
  void on_a_phone_nothing_is_wider_than_the_screen() {
    BROWSER.screen(Screen.PHONE);
    signIn();
    BROWSER.assertFits("records");
  }

  // ---- small things

  private static void signIn() {
    BROWSER.open("/dashboard");
    signInWith(shop.key());
    BROWSER.see("tbody a");
    BROWSER.reads(".count", "of 60 records");
  }

  private static void signInWith(String key) {
    BROWSER.see("#key").sendKeys(key, Keys.ENTER);
  }

  private static void choose(String name, String value) {
    new Select(BROWSER.see("[name=" + name + "]")).selectByValue(value);
  }

  private static void clear(String selector) {
    BROWSER.see(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
  }
}
