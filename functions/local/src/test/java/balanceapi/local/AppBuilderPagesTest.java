package balanceapi.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The App Builder as an administrator uses it: in Chromium, through its pages, over the whole deployment. */
@ExtendWith(EndToEnd.class)
final class AppBuilderPagesTest {

  private static final int FIRST_VIEW = 100_000;

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static final String FAILS_ONCE =
      """
      const through = window.fetch;
      let failed = false;
      window.fetch = (path, options) => {
        if (failed || !path.startsWith('/apps')) return through(path, options);
        failed = true;
        return Promise.resolve(new Response(JSON.stringify({title: 'The service cannot answer right now',
          status: 503, detail: 'Send the same request again in a moment.', code: 'unavailable'}), {status: 503}));
      };
      """;

  private static final String NO_APPS =
      """
      const all = window.fetch;
      window.fetch = (path, options) => path.startsWith('/apps?')
        ? Promise.resolve(new Response('{"data":[],"next_cursor":null}'))
        : all(path, options);
      """;

  private static Tenant shop;

  @BeforeAll
  static void furnish() throws Exception {
    shop = PageScene.of(EndToEnd.stack(), "Example Builder", 2);
  }

  // ---- apps

  @Test
  void an_app_is_made_edited_and_deleted_through_the_page() throws Exception {
    signIn("/dashboard/apps");
    BROWSER.click(".title .button");
    BROWSER.see("#name").sendKeys("Made in the page");
    type("currency", "kes");
    BROWSER.click(".save button");
    BROWSER.reads("dialog", "Made in the page is there");
    List<String> secrets = BROWSER.texts("dialog .secret");
    assertEquals(3, secrets.size());
    assertTrue(secrets.getFirst().startsWith("sk_") && secrets.stream().skip(1).allMatch(one -> one.startsWith("whsec_")), "a key and two secrets");
    BROWSER.click("dialog .close");
    BROWSER.see(".credentials .id");
    assertTrue(BROWSER.place().matches("/dashboard/apps/[0-9a-f]{24}"), BROWSER::place);
    assertFalse(BROWSER.driver().getPageSource().contains(secrets.getFirst()));

    type("hold_days", "30");
    BROWSER.reads(".save", "Not saved yet");
    BROWSER.click(".save button");
    BROWSER.reads(".save", "Saved");
    BROWSER.driver().navigate().refresh();
    assertEquals("30", BROWSER.see("#hold_days").getAttribute("value"));
    assertEquals("KES", BROWSER.see("#currency").getAttribute("value"));

    BROWSER.click("#end .danger");
    WebElement delete = BROWSER.see("dialog .danger");
    assertFalse(delete.isEnabled());
    BROWSER.see("#typed").sendKeys("Made in the page");
    BROWSER.until("it may be deleted", page -> delete.isEnabled());
    BROWSER.press(Keys.ENTER);
    BROWSER.until("the list", page -> BROWSER.place().equals("/dashboard/apps"));
    BROWSER.see("tbody a");
    assertFalse(BROWSER.texts("tbody a").contains("Made in the page"));
    asked(secrets.getFirst()).expect(401);
  }

  @Test
  void what_the_api_refuses_is_said_at_its_field_and_nothing_that_was_typed_is_lost() {
    BROWSER.expecting(400);
    signIn("/dashboard/apps/new");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=name] .wrong", "Name: must have");
    BROWSER.see("#name").sendKeys("Refused");
    type("currency", "XXX");
    type("funds_max_age", "soon");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=currency] .wrong", "Currency: must be a currency code");
    assertEquals("currency", BROWSER.focused().getAttribute("id"));
    assertEquals("true", BROWSER.see("#currency").getAttribute("aria-invalid"));
    type("currency", "GHS");
    assertEquals("", BROWSER.driver().findElement(By.cssSelector("[data-name=currency] .wrong")).getText());
    new Select(BROWSER.see("#webhook_auth")).selectByValue("open");
    new Select(BROWSER.see("#env")).selectByValue("production");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=funds_max_age] .wrong", "must be a whole number");
    type("funds_max_age", "2");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=webhook_auth] .wrong", "may be open only");
    assertEquals("Refused", BROWSER.see("#name").getAttribute("value"));
  }

  @Test
  void an_app_with_customers_is_deleted_only_when_that_is_spelt_out() throws Exception {
    Tenant other = PageScene.of(EndToEnd.stack(), "Example Ending", 1);
    BROWSER.expecting(409);
    signIn("/dashboard/apps/" + other.appId());
    BROWSER.click("#end .danger");
    BROWSER.see("#typed").sendKeys("Example Ending", Keys.ENTER);
    BROWSER.reads("dialog .said", "This app has customers");
    assertFalse(BROWSER.see("dialog .danger").isEnabled());
    BROWSER.click("[name=erase]");
    BROWSER.click("dialog .danger");
    BROWSER.until("the list", page -> BROWSER.place().equals("/dashboard/apps"));
    asked(other.key()).expect(401);
  }

  @Test
  void an_app_that_is_not_there_says_so() {
    BROWSER.expecting(404);
    signIn("/dashboard/apps/64ba00000000000000000009");
    BROWSER.reads(".state", "There is nothing here");
  }

  @Test
  void a_list_that_is_empty_or_cannot_be_read_says_what_to_do() {
    signIn("/dashboard/apps");
    BROWSER.before(FAILS_ONCE);
    BROWSER.open("/dashboard/apps");
    BROWSER.reads(".state", "The service cannot answer right now");
    BROWSER.click(".state button");
    BROWSER.see("tbody a");
    BROWSER.before(NO_APPS);
    BROWSER.open("/dashboard/apps");
    BROWSER.reads(".state", "There is no app yet");
    BROWSER.click(".state .button");
    BROWSER.see("#name");
  }

  // ---- keys and secrets

  @Test
  void a_key_is_rotated_without_a_gap() throws Exception {
    Tenant rotating = PageScene.of(EndToEnd.stack(), "Example Rotation", 0);
    signIn("/dashboard/apps/" + rotating.appId());
    BROWSER.click("#keys .actions button");
    String fresh = BROWSER.see("dialog .secret").getText();
    assertNotEquals(rotating.key(), fresh);
    BROWSER.press(Keys.ESCAPE);
    BROWSER.press(Keys.ESCAPE);
    BROWSER.press(Keys.ESCAPE);
    assertEquals(fresh, BROWSER.see("dialog .secret").getText());
    BROWSER.click("dialog .close");
    BROWSER.until("both keys", page -> BROWSER.all("#keys li").size() == 2);
    asked(fresh).expect(200);
    asked(rotating.key()).expect(200);

    BROWSER.click("#keys [aria-label$='" + rotating.told("key_id") + "']");
    BROWSER.reads("dialog", "The others go on working");
    BROWSER.click("dialog .danger");
    BROWSER.until("one key", page -> BROWSER.all("#keys li").size() == 1 && BROWSER.all("dialog").isEmpty());
    assertFalse(BROWSER.texts("#keys li .id").contains(rotating.told("key_id")));
    asked(fresh).expect(200);

    BROWSER.click("#keys li button");
    BROWSER.reads("dialog", "It is the only one");
    BROWSER.click("dialog .quiet");
    assertEquals(1, BROWSER.all("#keys li").size());
  }

  @Test
  void a_webhook_secret_is_rotated_too() throws Exception {
    Tenant rotating = PageScene.of(EndToEnd.stack(), "Example Secrets", 0);
    signIn("/dashboard/apps/" + rotating.appId());
    BROWSER.click("#webhook-secrets .actions button");
    assertTrue(BROWSER.see("dialog .secret").getText().startsWith("whsec_"));
    BROWSER.click("dialog .close");
    BROWSER.until("both secrets", page -> BROWSER.all("#webhook-secrets li").size() == 2);
    BROWSER.click("#webhook-secrets [aria-label$='" + rotating.told("secret_id") + "']");
    BROWSER.click("dialog .danger");
    BROWSER.until("one secret", page -> BROWSER.all("#webhook-secrets li").size() == 1);
  }

  @Test
  void a_notification_secret_is_rotated_too() throws Exception {
    Tenant rotating = PageScene.of(EndToEnd.stack(), "Example Notified", 0);
    signIn("/dashboard/apps/" + rotating.appId());
    BROWSER.click("#notification-secrets .actions button");
    assertTrue(BROWSER.see("dialog .secret").getText().startsWith("whsec_"));
    BROWSER.click("dialog .close");
    BROWSER.until("both secrets", page -> BROWSER.all("#notification-secrets li").size() == 2);
    BROWSER.click("#notification-secrets [aria-label$='" + rotating.told("notification_secret_id") + "']");
    BROWSER.click("dialog .danger");
    BROWSER.until("one secret", page -> BROWSER.all("#notification-secrets li").size() == 1);
    BROWSER.click("#notification-secrets li button");
    BROWSER.reads("dialog", "nobody is told anything");
    assertFalse(BROWSER.driver().getPageSource().contains("whsec_"));
  }

  @Test
  void what_an_app_is_told_and_who_is_asked_are_options_of_the_form() throws Exception {
    Tenant told = PageScene.of(EndToEnd.stack(), "Example Options", 0);
    BROWSER.expecting(400);
    signIn("/dashboard/apps/" + told.appId());
    type("callback_url", "https://shop.example.com/hooks");
    BROWSER.click("[name=notifications][value='hold.expired']");
    new Select(BROWSER.see("#notification_format")).selectByValue("v2");
    type("thresholds", "500");
    type("decisions_days", "30");
    type("refresh_url", "https://shop.example.com/refresh");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=thresholds] .wrong", "Low balances: currency is required");
    type("thresholds", "500 NGN 20 USD");
    BROWSER.click(".save button");
    BROWSER.reads("[data-name=thresholds] .wrong", "Low balances: currency must be a currency code");
    type("thresholds", "500 ngn, 20 USD");
    BROWSER.click(".save button");
    BROWSER.reads(".save", "Saved");
    JsonNode app =
        Tenant.send(
                Tenant.at(EndToEnd.stack().url(), "/apps/" + told.appId())
                    .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                    .GET())
            .expect(200)
            .json();
    assertEquals("https://shop.example.com/hooks", app.path("callback_url").asText());
    assertEquals(5, app.path("notifications").size());
    assertEquals("v2", app.path("notification_format").asText());
    assertEquals("[{\"amount\":\"500.00\",\"currency\":\"NGN\"},{\"amount\":\"20.00\",\"currency\":\"USD\"}]", app.path("thresholds").toString());
    assertEquals(30, app.path("decisions_days").asInt());
    assertEquals("https://shop.example.com/refresh", app.path("refresh_url").asText());
    BROWSER.driver().navigate().refresh();
    assertEquals("500.00 NGN, 20.00 USD", BROWSER.see("#thresholds").getAttribute("value"));
    assertFalse(BROWSER.see("[name=notifications][value='hold.expired']").isSelected());
  }

  @Test
  void a_secret_is_nowhere_once_its_dialog_is_closed() throws Exception {
    Tenant quiet = PageScene.of(EndToEnd.stack(), "Example Once", 0);
    signIn("/dashboard/apps/" + quiet.appId());
    BROWSER.click("#keys .actions button");
    String secret = BROWSER.see("dialog .secret").getText();
    BROWSER.click("dialog .copy");
    BROWSER.reads("dialog .copy", "Copied");
    BROWSER.click("dialog .close");
    BROWSER.until("no dialog", page -> BROWSER.all("dialog").isEmpty());
    String kept =
        (String)
            BROWSER.script(
                "return document.documentElement.outerHTML + location.href + JSON.stringify({...localStorage})"
                    + " + JSON.stringify({...sessionStorage}) + JSON.stringify(history.state) + document.cookie");
    assertFalse(kept.contains(secret.substring(secret.lastIndexOf('_'))));
  }

  // ---- the preview

  @Test
  void the_preview_follows_what_is_typed() {
    signIn("/dashboard/apps/new");
    BROWSER.reads(".widget", "Your app");
    BROWSER.see("#name").sendKeys("Ada's Shop");
    BROWSER.reads(".widget", "Ada's Shop asks to connect");
    type("color", "#ffe600");
    BROWSER.reads("#color-hint", "Text on it is black");
    assertEquals("rgb(255, 230, 0) rgb(0, 0, 0)", painted());
    type("color", "#1a2b3c");
    BROWSER.reads("#color-hint", "Text on it is white");
    assertEquals("rgb(26, 43, 60) rgb(255, 255, 255)", painted());
    BROWSER.click("[value=transactions]");
    BROWSER.until("one line less", page -> BROWSER.all(".shared li").size() == 2);
    type("currency", "JPY");
    BROWSER.reads(".widget", "¥125,000");
    BROWSER.click("#showBalance");
    BROWSER.reads(".widget", "shown no balance");
    type("logo", EndToEnd.stack().url() + "/dashboard/static/icon.svg");
    assertEquals(0, BROWSER.all(".widget img").size());
    BROWSER.press(Keys.TAB);
    BROWSER.see(".widget img");
  }

  private static Object painted() {
    return BROWSER.script(
        "const style = getComputedStyle(document.querySelector('.go')); return style.backgroundColor + ' ' + style.color");
  }

  // ---- what to copy, and the test

  @Test
  void the_snippets_name_the_app_and_carry_no_secret() {
    signIn("/dashboard/apps/" + shop.appId());
    BROWSER.see("#embed");
    List<String> snippets = BROWSER.texts("#embed .code");
    String origin = EndToEnd.stack().url().toString();
    assertTrue(snippets.getFirst().contains("<script src=\"" + origin + "/widget.js\"></script>"));
    assertTrue(snippets.getFirst().contains("Balance.connect({") && snippets.get(1).contains("Okra.buildWithOptions({"));
    for (String snippet : snippets) {
      assertTrue(snippet.contains(shop.appId()), snippet);
      assertFalse(snippet.contains("sk_") || snippet.contains("whsec_"), snippet);
    }
    assertEquals(origin + "/connect?app=" + shop.appId(), snippets.getLast());
    BROWSER.click("#embed .copy");
    BROWSER.reads("#embed .copy", "Copied");
  }

  @Test
  void a_test_webhook_shows_the_signed_request_and_the_answer() throws Exception {
    Tenant tested = PageScene.of(EndToEnd.stack(), "Example Test", 0);
    signIn("/dashboard/apps/" + tested.appId());
    BROWSER.click("#test button");
    BROWSER.reads("#test h3 .good", "200");
    BROWSER.reads("#test .result", "applied");
    BROWSER.reads("#test .headers", "v1,");
    JsonNode event = Json.parse(BROWSER.see("#test [aria-label='Body of the request']").getText().getBytes(UTF_8));
    assertEquals("Test webhook", event.at("/balance/name").asText());
    JsonNode account = tested.get("/accounts").expect(200).json().at("/data/0");
    assertEquals("Test webhook", account.path("name").asText());
    assertEquals("1000.00", account.path("available_balance").asText());
    assertFalse(BROWSER.driver().getPageSource().contains("whsec_"));
  }

  // ---- craft

  @Test
  void the_session_leads_from_the_sign_in_to_an_app_and_back_out() {
    signIn("/dashboard/apps/" + shop.appId());
    assertEquals("/dashboard/apps/" + shop.appId(), BROWSER.place());
    assertEquals("true", BROWSER.see("#nav [href='/dashboard/apps']").getAttribute("aria-current"));
    BROWSER.click("#nav [href='/dashboard/apps']");
    BROWSER.see("tbody a");
    BROWSER.click("#sign-out");
    BROWSER.see("#key");
    BROWSER.open("/dashboard/apps/" + shop.appId());
    BROWSER.see("#key");
  }

  @Test
  void a_session_that_ends_meanwhile_leads_to_the_sign_in_and_back() {
    signIn("/dashboard/apps/" + shop.appId());
    BROWSER.expecting(401);
    BROWSER.driver().manage().deleteAllCookies();
    BROWSER.click("#keys .actions button");
    BROWSER.reads(".sign-in", "Your session has ended");
    BROWSER.see("#key").sendKeys(EndToEnd.stack().secret("ADMIN_TOKEN"), Keys.ENTER);
    BROWSER.see(".builder form, form.builder");
    assertEquals("/dashboard/apps/" + shop.appId(), BROWSER.place());
  }

  @Test
  void an_app_is_made_and_its_key_rotated_with_a_keyboard_alone() {
    signIn("/dashboard/apps/new");
    BROWSER.see("#name");
    BROWSER.press("By keyboard", Keys.ENTER);
    BROWSER.see("dialog .secret");
    BROWSER.tabTo("dialog .close");
    BROWSER.press(Keys.ENTER);
    BROWSER.see(".credentials .id");
    tabFar("#keys .actions button");
    BROWSER.press(Keys.ENTER);
    BROWSER.see("dialog .secret");
    BROWSER.tabTo("dialog .close");
    BROWSER.press(Keys.ENTER);
    BROWSER.until("both keys", page -> BROWSER.all("#keys li").size() == 2);
    assertEquals("Add a key", BROWSER.focused().getText());
  }

  /** The form comes before it. */
  private static void tabFar(String selector) {
    BROWSER.tabTo(".save button");
    BROWSER.tabTo(selector);
  }

  @Test
  void it_shuts_nobody_out_in_either_scheme_on_either_screen() throws Exception {
    signIn("/dashboard/apps");
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        String where = screen + " " + scheme;
        BROWSER.open("/dashboard/apps");
        BROWSER.see("tbody a");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " apps");
        BROWSER.open("/dashboard/apps/new");
        BROWSER.see("#name");
        type("color", "#3ab795");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " new");
        BROWSER.open("/dashboard/apps/" + shop.appId());
        BROWSER.click("#test button");
        BROWSER.see("#test .headers");
        for (String each : List.of("accounts", "done", "bank")) {
          BROWSER.driver().findElement(By.cssSelector("[name=screen][value=" + each + "]")).click();
          assertEquals(List.of(), BROWSER.shutsOut(), where + " app, " + each);
        }
        BROWSER.click("#keys li button");
        BROWSER.see("dialog .danger");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " question");
        BROWSER.assertFits(where);
      }
    }
  }

  @Test
  void a_secret_and_an_error_shut_nobody_out_either() throws Exception {
    Tenant shown = PageScene.of(EndToEnd.stack(), "Example Shown", 0);
    signIn("/dashboard/apps/" + shown.appId());
    BROWSER.expecting(400);
    for (Scheme scheme : Scheme.values()) {
      BROWSER.scheme(scheme);
      type("currency", "XXX");
      BROWSER.click(".save button");
      BROWSER.reads("[data-name=currency] .wrong", "must be");
      assertEquals(List.of(), BROWSER.shutsOut(), scheme + " error");
      BROWSER.click("#keys .actions button");
      BROWSER.see("dialog .secret");
      assertEquals(List.of(), BROWSER.shutsOut(), scheme + " secret");
      BROWSER.click("dialog .close");
    }
  }

  @Test
  void the_first_view_is_small_and_nothing_moves() {
    signIn("/dashboard/apps");
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (String path : List.of("/dashboard/apps", "/dashboard/apps/new", "/dashboard/apps/" + shop.appId())) {
        BROWSER.clearCache();
        BROWSER.open(path);
        BROWSER.see(path.equals("/dashboard/apps") ? "tbody a" : "#name");
        // The list has all apps of the deployment, of which other tests make thousands.
        long bytes = BROWSER.loadedBytes() - listed();
        assertTrue(bytes > 10_000 && bytes < FIRST_VIEW, () -> path + " has " + bytes + " bytes");
        BROWSER.assertNothingMoved();
        BROWSER.assertFits(path);
      }
    }
  }

  private static long listed() {
    return ((Number)
            BROWSER.script(
                "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/apps?'))"
                    + ".reduce((sum, entry) => sum + entry.transferSize, 0)"))
        .longValue();
  }

  // ---- small things

  private static void signIn(String path) {
    BROWSER.signIn(EndToEnd.stack().secret("ADMIN_TOKEN"), path);
  }

  private static void type(String name, String text) {
    BROWSER.see("#" + name).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE, text);
  }

  private static Tenant.Reply asked(String key) throws Exception {
    return Tenant.send(Tenant.at(EndToEnd.stack().url(), "/accounts").header("authorization", "Bearer " + key).GET());
  }
}
