package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** An account's page, in Chromium: the balance and how it came about, its history, its transactions, and the files. */
@ExtendWith(EndToEnd.class)
final class AccountPageTest {

  private static final String PAGE = "/dashboard/accounts/" + AccountScene.BUSY;
  private static final Duration LIVE = Duration.ofSeconds(2);

  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Answers as a deployment does that makes return links. */
  private static final String MAKES_LINKS =
      """
      const real = window.fetch;
      window.fetch = (path, options) => path.endsWith('/return-links')
        ? Promise.resolve(new Response(JSON.stringify({url: 'https://balances.example.com/connect?link=1', expires_at: '2030-01-01T00:00:00Z'}), {status: 201}))
        : real(path, options);
      """;

  /** From when it is told so, the account is gone; counts who asks for it all the same. */
  private static final String IS_ERASED =
      """
      const real = window.fetch;
      window.asked = 0;
      window.fetch = (path, options) => window.erased && path.includes('/accounts/')
        ? (window.asked++, Promise.resolve(new Response('{}', {status: 404})))
        : real(path, options);
      """;

  /** Cannot say how the balance came about when it is asked for the second time. */
  private static final String FAILS_AT_THE_NEWS =
      """
      const real = window.fetch;
      let asked = 0;
      window.fetch = (path, options) => path.includes('explain') && ++asked === 2
        ? Promise.resolve(new Response('{}', {status: 503}))
        : real(path, options);
      """;

  /** Asks for 5 rows a part; of 14 accounts these are three. */
  private static final String IN_SMALL_PARTS =
      """
      const real = window.fetch;
      window.parts = 0;
      window.fetch = (path, options) => path.startsWith('/exports')
        ? (window.parts++, real(path + '&limit=5', options))
        : real(path, options);
      """;

  /** Where the drawn bars and the lines of the table begin and end at different heights. */
  private static final String BESIDE =
      """
      const [lines, bars] = ['.lines tbody', '.bars canvas'].map((one) => document.querySelector(one).getBoundingClientRect());
      return ['top', 'bottom'].filter((edge) => Math.abs(lines[edge] - bars[edge]) > 1).map((edge) => edge + lines[edge] + ' ' + bars[edge]);
      """;

  /** Notes when the page first shows the text that the test looks for. */
  private static final String NOTES_WHEN =
      """
      const found = arguments[0];
      window.shownAt = null;
      new MutationObserver(() => {
        if (window.shownAt === null && document.querySelector('main').innerText.includes(found)) window.shownAt = Date.now();
      }).observe(document.querySelector('main'), {childList: true, subtree: true, characterData: true});
      """;

  private static Tenant shop;

  @BeforeAll
  static void furnish() throws Exception {
    shop = PageScene.of(EndToEnd.stack(), "Example Shop", 12);
    AccountScene.in(shop);
  }

  // ---- the balance and how it came about

  @Test
  void a_pending_hold_is_a_step_of_the_waterfall() {
    open(PAGE);
    List<String> steps = BROWSER.texts(".lines tbody tr");
    assertEquals(8, steps.size());
    assertTrue(steps.getFirst().startsWith("Ledger balance") && steps.getFirst().contains("75,484.30"), steps::toString);
    assertTrue(steps.stream().anyMatch(step -> step.startsWith("Transfer to a landlord") && step.contains("12,600.00")), steps::toString);
    assertTrue(steps.getLast().startsWith("Available balance") && steps.getLast().contains("55,159.05"), steps::toString);
    assertEquals("-12600.00 NGN", BROWSER.see(".lines data[value='-12600.00']").getAttribute("title"));
    BROWSER.reads(".card .hint", "1 left out");
    assertDrawn(".bars canvas");
    assertEquals(List.of(), BROWSER.script(BESIDE), "bars that do not stand beside their lines");
  }

  @Test
  void the_balances_say_where_they_come_from_and_how_old_they_are() {
    open(PAGE);
    List<String> cards = BROWSER.texts(".figure");
    assertTrue(cards.getFirst().contains("55,159.05") && cards.getFirst().contains("The ledger balance, less the debits"), cards::toString);
    assertTrue(cards.get(1).contains("75,484.30") && cards.get(1).matches("(?s).*From the bank, \\d+ minutes ago.*"), cards::toString);
    assertEquals("55159.05 NGN", BROWSER.see(".figure data").getAttribute("title"));
  }

  @Test
  void many_holds_are_summed_up_and_the_lines_still_add_up() throws Exception {
    Tenant many = PageScene.of(EndToEnd.stack(), "Example Many", 0);
    Instant at = now().minusSeconds(300);
    many.applied(WidgetEvent.balance(at, "1000.00", null).toString());
    for (int i = 1; i <= 14; i++) {
      many.applied(WidgetEvent.hold(at.plusSeconds(i), "hold-" + i, i + ".50").toString());
    }
    BROWSER.signIn(many, "/dashboard/accounts/" + WidgetEvent.ACCOUNT);
    List<String> steps = BROWSER.texts(".lines tbody tr");
    assertEquals(12, steps.size());
    assertTrue(steps.get(10).startsWith("5 other transactions") && steps.get(10).contains("17.50"), steps::toString);
    assertTrue(steps.getLast().contains("888.00"), steps::toString);
  }

  @Test
  void an_account_of_which_nothing_is_known_says_so() {
    open("/dashboard/accounts/" + PageScene.account(10));
    BROWSER.reads("[aria-labelledby=from-ledger]", "nothing to count from");
    BROWSER.reads("[aria-labelledby=over-time]", "has given no balance yet");
    BROWSER.reads(".figure", "Nobody knows it yet");
  }

  // ---- history

  @Test
  void the_history_is_drawn_and_told_in_a_table_and_along_the_chart() {
    open(PAGE);
    assertDrawn(".plot canvas");
    BROWSER.click("summary");
    assertEquals(41, BROWSER.all(".plain tbody tr").size());
    String now = BROWSER.see(".read").getText();
    BROWSER.see(".plot").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT);
    BROWSER.until("an earlier balance", page -> !BROWSER.see(".read").getText().equals(now));
    BROWSER.see(".plot").sendKeys(Keys.TAB);
    BROWSER.until("the balance of now", page -> BROWSER.see(".read").getText().equals(now));
  }

  @Test
  void the_mouse_reads_the_chart_and_zooms_into_it() {
    open(PAGE);
    assertDrawn(".plot canvas");
    WebElement chart = BROWSER.see(".plot");
    String now = BROWSER.see(".read").getText();
    Actions mouse = new Actions(BROWSER.driver());
    mouse.moveToElement(chart, -100, 0).perform();
    BROWSER.until("an earlier balance", page -> !BROWSER.see(".read").getText().equals(now));
    mouse.clickAndHold().moveByOffset(150, 0).release().perform();
    BROWSER.until("a part of the time", page -> BROWSER.all(".ranges [aria-pressed=true]").isEmpty());
    BROWSER.click("[data-range=All]");
    assertEquals("All", BROWSER.see(".ranges [aria-pressed=true]").getText());
  }

  @Test
  void the_history_is_zoomed_by_buttons_and_by_keys() {
    open(PAGE);
    assertDrawn(".plot canvas");
    assertEquals("All", BROWSER.see(".ranges [aria-pressed=true]").getText());
    BROWSER.click("[data-range='7 days']");
    assertEquals("7 days", BROWSER.see(".ranges [aria-pressed=true]").getText());
    BROWSER.see(".plot").sendKeys("+");
    BROWSER.until("no range", page -> BROWSER.all(".ranges [aria-pressed=true]").isEmpty());
    BROWSER.see(".plot").sendKeys(Keys.ESCAPE);
    BROWSER.until("all", page -> BROWSER.texts(".ranges [aria-pressed=true]").equals(List.of("All")));
  }

  // ---- transactions

  @Test
  void transactions_are_listed_with_their_part_in_the_balance() {
    open(PAGE);
    BROWSER.reads(".listed .count", "25 of 41 transactions");
    WebElement hold = BROWSER.see("tr[data-id='" + "64be%020d".formatted(3) + "']");
    assertTrue(hold.getText().contains("pending, not in the ledger yet"), hold.getText());
    BROWSER.click(".listed > button");
    BROWSER.reads(".listed .count", "41 transactions");
    new Select(BROWSER.see("[name=status]")).selectByValue("pending");
    BROWSER.reads(".listed .count", "6 pending transactions");
    assertEquals(PAGE + "?status=pending", BROWSER.place());
    BROWSER.driver().navigate().refresh();
    BROWSER.reads(".listed .count", "6 pending transactions");
  }

  // ---- what to do

  @Test
  void a_connection_that_needs_the_customer_makes_a_return_link() {
    BROWSER.before(MAKES_LINKS);
    open("/dashboard/accounts/" + AccountScene.LOST);
    BROWSER.reads("[aria-labelledby=connection]", "wants the customer to sign in again");
    BROWSER.click("[aria-labelledby=connection] button");
    assertEquals("https://balances.example.com/connect?link=1", BROWSER.see(".to-copy input").getAttribute("value"));
  }

  @Test
  void where_no_return_links_are_made_the_button_goes() {
    BROWSER.before(MAKES_LINKS.replace("status: 201", "status: 403"));
    open("/dashboard/accounts/" + AccountScene.LOST);
    BROWSER.click("[aria-labelledby=connection] button");
    BROWSER.reads(".return", "in your own words");
    assertFalse(BROWSER.all("[aria-labelledby=connection] button").getFirst().isDisplayed());
  }

  @Test
  void an_account_erased_while_its_page_is_open_is_shown_and_asked_for_no_more() {
    BROWSER.before(IS_ERASED);
    open(PAGE);
    BROWSER.reads(".live", "Live");
    BROWSER.script("window.erased = true");
    BROWSER.until("an empty page", page -> page.findElements(By.cssSelector(".figures, .live")).isEmpty());
    assertEquals(
        0L,
        BROWSER.script("window.asked = 0; document.dispatchEvent(new Event('visibilitychange')); return window.asked"));
  }

  @Test
  void a_funds_check_says_yes_no_or_why_nobody_knows() {
    open(PAGE);
    ask("100.00");
    BROWSER.reads(".answer", "Yes, it is there");
    ask("60000");
    BROWSER.reads(".answer", "No, it is not there");
    ask("1,000");
    BROWSER.reads(".answer", "This is no amount");
    open("/dashboard/accounts/" + AccountScene.LOST);
    ask("1");
    BROWSER.reads(".answer", "Nobody can say");
  }

  // ---- files

  @Test
  void records_are_exported_as_they_are_filtered(@TempDir Path folder) throws Exception {
    open("/dashboard?currency=JPY");
    List<String> lines = exported(folder, "records.csv");
    String api = shop.get("/exports/balances?format=csv&limit=1").expect(200).text();
    assertEquals("\ufeff" + api.split("\r\n")[0], lines.getFirst());
    assertEquals(3, lines.size());
    assertTrue(lines.stream().skip(1).allMatch(line -> line.contains(",JPY,")), lines::toString);
  }

  @Test
  void transactions_are_exported_exactly_and_run_nothing_in_a_spreadsheet(@TempDir Path folder) throws Exception {
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Export", 0);
    Instant at = now().minusSeconds(60);
    other.applied(WidgetEvent.balance(at, "123456789012345.67", null).toString());
    ObjectNode hold = WidgetEvent.hold(at.plusSeconds(1), "t1", "100000000000000.01");
    ((ObjectNode) hold.at("/transactions/0")).put("ref", "-12.50").putObject("notes").put("desc", "=HYPERLINK(\"x\",\"y\")");
    other.applied(hold.toString());
    BROWSER.signIn(other, "/dashboard/accounts/" + WidgetEvent.ACCOUNT);
    List<String> lines = exported(folder, "transactions-" + WidgetEvent.NUBAN + ".csv");
    assertEquals(2, lines.size());
    assertTrue(lines.getLast().contains(",debit,100000000000000.01,NGN,"), lines::toString);
    assertTrue(lines.getLast().contains(",-12.50,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\","), lines::toString);
  }

  @Test
  void all_balances_are_put_together_into_one_file(@TempDir Path folder) throws Exception {
    BROWSER.before(IN_SMALL_PARTS);
    open("/dashboard");
    BROWSER.downloadTo(folder);
    for (String format : List.of("csv", "ndjson")) {
      BROWSER.click("[data-format=" + format + "]");
      Path file = folder.resolve("balances." + format);
      BROWSER.until(file.toString(), page -> Files.exists(file));
      BROWSER.reads(".files", "The file is written.");
      String whole = shop.get("/exports/balances?format=" + format).expect(200).text();
      assertEquals((format.equals("csv") ? "\ufeff" : "") + whole, Files.readString(file));
      assertEquals(3L, BROWSER.script("const parts = window.parts; window.parts = 0; return parts"));
    }
  }

  @Test
  void where_a_part_cannot_be_read_no_file_is_written_and_the_next_press_goes_on_there(@TempDir Path folder) throws Exception {
    BROWSER.before(failingParts("window.parts > 1 && !window.works"));
    open("/dashboard");
    BROWSER.downloadTo(folder);
    BROWSER.click("[data-format=csv]");
    BROWSER.reads(".files .wrong", "No file was written.");
    assertFalse(Files.exists(folder.resolve("balances.csv")));
    BROWSER.script("window.works = true; window.parts = 0");
    BROWSER.click("[data-format=csv]");
    BROWSER.until("the file", page -> Files.exists(folder.resolve("balances.csv")));
    assertEquals("\ufeff" + shop.get("/exports/balances?format=csv").expect(200).text(), Files.readString(folder.resolve("balances.csv")));
    assertEquals(2L, BROWSER.script("return window.parts"));
  }

  @Test
  void a_part_that_fails_for_a_moment_is_read_again(@TempDir Path folder) throws Exception {
    BROWSER.before(failingParts("window.parts === 2"));
    open("/dashboard");
    BROWSER.downloadTo(folder);
    BROWSER.click("[data-format=ndjson]");
    BROWSER.until("the file", page -> Files.exists(folder.resolve("balances.ndjson")));
    assertEquals(shop.get("/exports/balances?format=ndjson").expect(200).text(), Files.readString(folder.resolve("balances.ndjson")));
  }

  /** Small parts, of which those fail. */
  private static String failingParts(String which) {
    return IN_SMALL_PARTS.replace(
        "real(path + '&limit=5'",
        which + " ? Promise.resolve(new Response('{}', {status: 503})) : real(path + '&limit=5'");
  }

  // ---- live

  @Test
  void a_webhook_shows_on_the_account_within_two_seconds() throws Exception {
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Live", 0);
    other.applied(WidgetEvent.balance(now().minusSeconds(600), "1000.00", null).toString());
    BROWSER.signIn(other, "/dashboard/accounts/" + WidgetEvent.ACCOUNT);
    assertShowsInTime(
        i -> other.applied(WidgetEvent.hold(now().minusSeconds(100 - i), "hold-" + i, "10.0" + i).toString()), i -> "10.0" + i);
    assertEquals(5, BROWSER.all(".lines tbody tr").size());
    BROWSER.reads(".listed .count", "3 transactions");
  }

  @Test
  void a_webhook_shows_among_the_records_within_two_seconds() throws Exception {
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Live", 1);
    BROWSER.signIn(other, "/dashboard");
    assertShowsInTime(
        i -> other.applied(WidgetEvent.balance(now().minusSeconds(100 - i), "200" + i + ".00", null).toString()),
        i -> "2,00" + i + ".00");
  }

  @Test
  void news_of_which_a_part_could_not_be_read_is_read_again() throws Exception {
    BROWSER.before(FAILS_AT_THE_NEWS);
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Failing", 0);
    other.applied(WidgetEvent.balance(now().minusSeconds(600), "1000.00", null).toString());
    BROWSER.signIn(other, "/dashboard/accounts/" + WidgetEvent.ACCOUNT);
    other.applied(WidgetEvent.hold(now().minusSeconds(100), "hold-1", "10.00").toString());
    BROWSER.reads(".figure", "990.00");
  }

  private interface Sending {
    void send(int i) throws Exception;
  }

  /** Three times, of which the middle one counts: a machine under load may be late once. */
  private static void assertShowsInTime(Sending webhook, IntFunction<String> text) throws Exception {
    BROWSER.reads(".live", "Live");
    List<Long> took = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      BROWSER.script(NOTES_WHEN, text.apply(i));
      webhook.send(i);
      long sent = System.currentTimeMillis();
      BROWSER.until(text.apply(i), page -> BROWSER.script("return window.shownAt") != null);
      took.add(((Number) BROWSER.script("return window.shownAt")).longValue() - sent);
    }
    assertTrue(took.stream().sorted().toList().get(1) <= LIVE.toMillis(), took::toString);
  }

  // ---- craft

  @Test
  void it_shuts_nobody_out_in_either_scheme_on_either_screen() throws Exception {
    BROWSER.signIn(shop, PAGE);
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.open(PAGE);
        BROWSER.reads(".live", "Live");
        BROWSER.click("summary");
        ask("100.00");
        BROWSER.reads(".answer", "Yes");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme);
        BROWSER.open("/dashboard/accounts/" + AccountScene.LOST);
        BROWSER.reads(".live", "Live");
        assertEquals(List.of(), BROWSER.shutsOut(), screen + " " + scheme + " reauth required");
      }
    }
  }

  @Test
  void it_is_small_nothing_moves_and_nothing_is_wider_than_the_screen() {
    BROWSER.signIn(shop, PAGE);
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      BROWSER.clearCache();
      BROWSER.open(PAGE);
      BROWSER.reads(".live", "Live");
      assertDrawn(".plot canvas");
      BROWSER.assertNothingMoved();
      BROWSER.assertFits(screen.toString());
      long bytes = BROWSER.loadedBytes();
      assertTrue(bytes < 100_000, () -> bytes + " bytes");
    }
  }

  @Test
  void it_is_used_with_a_keyboard_alone() {
    open(PAGE);
    BROWSER.tabTo("[data-range='30 days']");
    BROWSER.press(Keys.ENTER);
    assertEquals("30 days", BROWSER.see(".ranges [aria-pressed=true]").getText());
    BROWSER.tabTo("summary");
    BROWSER.press(Keys.ENTER);
    BROWSER.see(".plain");
    BROWSER.tabTo("#amount");
    BROWSER.press("100", Keys.ENTER);
    BROWSER.reads(".answer", "Yes, it is there");
    BROWSER.tabTo("#export");
  }

  @Test
  void the_way_back_keeps_the_readers_place() {
    open("/dashboard?q=household");
    BROWSER.click("tbody a");
    BROWSER.see(".figures");
    BROWSER.click(".back a");
    BROWSER.reads(".count", "1 record");
    assertEquals("/dashboard?q=household", BROWSER.place());
  }

  // ---- small things

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void open(String path) {
    BROWSER.signIn(shop, path);
  }

  private static void ask(String amount) {
    WebElement field = BROWSER.see("#amount");
    field.clear();
    field.sendKeys(amount, Keys.ENTER);
  }

  /** That there is ink on it. */
  private static void assertDrawn(String canvas) {
    BROWSER.until(
        canvas,
        page ->
            BROWSER.script(
                    "const canvas = document.querySelector(arguments[0]);"
                        + "return canvas && canvas.width > 0 && canvas.getContext('2d')"
                        + ".getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);",
                    canvas)
                == Boolean.TRUE);
  }

  private static List<String> exported(Path folder, String name) throws Exception {
    BROWSER.downloadTo(folder);
    BROWSER.click("#export");
    Path file = folder.resolve(name);
    BROWSER.until(name, page -> Files.exists(file));
    String text = Files.readString(file);
    assertTrue(text.endsWith("\r\n"), text);
    return List.of(text.split("\r\n"));
  }
}
