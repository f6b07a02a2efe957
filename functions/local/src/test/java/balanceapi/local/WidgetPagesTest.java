package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The widget in a browser: on a page of another origin, and by itself by a link. */
@ExtendWith(EndToEnd.class)
final class WidgetPagesTest {

  private static final int FIRST_VIEW = 100_000;

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static MerchantPage page;
  private static Tenant shop;
  private static JsonNode named;

  @BeforeAll
  static void furnish() throws Exception {
    page = MerchantPage.with(EndToEnd.stack().url());
    shop = Tenant.create(EndToEnd.stack(), Json.object().put("name", "Example Shop").put("color", "#3AB795"));
    named = names(shop);
  }

  @AfterAll
  static void close() {
    page.close();
  }

  // ---- connecting

  @Test
  void who_connects_a_bank_sees_the_balance_and_so_do_the_api_and_the_dashboard() throws Exception {
    open(options().put("name", "Shop for everybody"));
    BROWSER.reads("#who", "Shop for everybody");
    choose("Sandbox Ledger Bank");
    signIn("pending-holds+one", "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.reads("h2", "Example Shop will see");
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    JsonNode said = heard("onSuccess");
    JsonNode account = said.at("/accounts/0");
    JsonNode balance = shop.balance(account.path("id").asText());
    assertEquals("computed", balance.path("available_source").asText());
    assertEquals("64200.50", balance.at("/pending/debits").asText());
    assertEquals("active", balance.path("connection").asText());
    WebElement shown = BROWSER.see(".row data");
    assertEquals(balance.path("available_balance").asText() + " NGN", shown.getAttribute("title"));
    // A number of JavaScript's has no zeros at its end.
    assertEquals(
        new BigDecimal(balance.path("available_balance").asText()).stripTrailingZeros(),
        account.path("available_balance").decimalValue().stripTrailingZeros());
    assertEquals(balance.path("record_id").asText(), said.path("record_id").asText());
    assertEquals(balance.path("nuban").asText(), account.path("nuban").asText());
    assertEquals("order-7", said.at("/options/order").asText());
    assertTrue(account.path("connected").asBoolean() && said.path("done").asBoolean());
    BROWSER.click(".actions button");
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.until("it is gone", browser -> BROWSER.all("dialog").isEmpty());
    assertEquals(
        List.of("opened", "bank_selected", "signed_in", "accounts_selected"),
        all("onEvent").stream().map(event -> event.path("event").asText()).toList());
    assertEquals(1, all("onClose").size());
    assertEquals("pay", BROWSER.focused().getDomAttribute("id"));
    assertDashboardShows(account.path("id").asText(), balance);
  }

  /** The same figure and the pending hold that makes it, on the account's page. */
  private static void assertDashboardShows(String account, JsonNode balance) {
    BROWSER.open("/dashboard/sign-in?next=/dashboard/accounts/" + account);
    BROWSER.see("#key").sendKeys(shop.key(), Keys.ENTER);
    BROWSER.reads(".live", "Live");
    String exact = balance.path("available_balance").asText() + " NGN";
    assertEquals(exact, BROWSER.see(".figure data").getAttribute("title"));
    assertFalse(BROWSER.all(".lines data[value^='-']").isEmpty(), "the pending hold is a step");
  }

  @Test
  void only_the_chosen_accounts_are_connected() throws Exception {
    open(options());
    choose("Sandbox Bank");
    signIn("many-accounts+some", "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.click("button[type=submit]");
    BROWSER.reads(".said", "Choose an account first");
    List<WebElement> boxes = BROWSER.all("input[type=checkbox]");
    assertEquals(8, boxes.size());
    boxes.get(1).click();
    boxes.get(2).click();
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    assertEquals(2, BROWSER.all(".row data").size());
    JsonNode said = heard("onSuccess");
    assertEquals(8, said.path("accounts").size());
    assertEquals(
        List.of(true, true, false),
        StreamSupport.stream(said.path("accounts").spliterator(), false)
            .limit(3)
            .map(account -> account.path("connected").asBoolean())
            .toList());
    assertTrue(said.at("/accounts/2/nuban").asText().startsWith("••••"), said::toString);
    assertEquals(2, balances(said.path("customer_id").asText()).size());
  }

  @Test
  void a_wrong_password_says_so_and_a_right_one_goes_on() throws Exception {
    open(options());
    choose("Sandbox Bank");
    signIn("customer+typo", "not it");
    BROWSER.reads(".said", "does not know these details");
    assertEquals("password", BROWSER.focused().getDomAttribute("id"));
    assertEquals("", BROWSER.see("#password").getDomProperty("value"));
    BROWSER.see("#password").sendKeys("sandbox", Keys.ENTER);
    BROWSER.reads("h1", "Choose accounts");
    assertEquals("wrong_password", events("sign_in_failed").getFirst().path("reason").asText());
  }

  @Test
  void the_way_in_for_tests_is_on_the_page() {
    open(options());
    choose("Sandbox Bank");
    BROWSER.click("summary");
    BROWSER.all(".users button").stream()
        .filter(button -> button.getText().equals("no-accounts"))
        .findFirst()
        .orElseThrow()
        .click();
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "There is no account here");
    BROWSER.click(".state button");
    BROWSER.reads("h1", "Choose your bank");
  }

  @Test
  void a_bank_that_cannot_say_a_balance_connects_without_one() throws Exception {
    open(options());
    choose("Sandbox Bank");
    signIn("degraded-bank+one", "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    BROWSER.reads(".under", "could not say its balance");
    JsonNode balance = shop.balance(heard("onSuccess").at("/accounts/0/id").asText());
    assertEquals("unknown", balance.path("available_source").asText());
    assertEquals("error", balance.path("connection").asText());
  }

  // ---- coming back

  @Test
  void who_comes_back_reconnects_what_was_connected_and_nothing_twice() throws Exception {
    JsonNode before = connected("many-accounts+back", 2);
    String customer = before.path("customer_id").asText();
    shop.delete("/records/" + before.path("record_id").asText()).expect(204);
    String account = before.at("/accounts/0/id").asText();
    assertEquals("reauth_required", shop.balance(account).path("connection").asText());
    ObjectNode options = options();
    options.putObject("customer").put("id", customer);
    Instant asOf = Instant.parse(shop.balance(account).path("as_of").asText());
    open(options);
    BROWSER.reads("h1", "Sign in at Sandbox Bank");
    signIn("customer+other", "sandbox");
    BROWSER.reads(".said", "another customer's details");
    type("#username", "many-accounts+back");
    BROWSER.see("#password").sendKeys("sandbox", Keys.ENTER);
    BROWSER.reads("h1", "Reconnect these accounts");
    assertEquals(2, BROWSER.all("main .row").size());
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected again");
    JsonNode after = heard("onSuccess");
    assertEquals(before.path("record_id"), after.path("record_id"));
    assertEquals(2, balances(customer).size());
    JsonNode balance = shop.balance(account);
    assertEquals("active", balance.path("connection").asText());
    assertTrue(Instant.parse(balance.path("as_of").asText()).isAfter(asOf), balance::toString);
  }

  @Test
  void one_account_alone_can_be_asked_for() throws Exception {
    JsonNode before = connected("many-accounts+one", 3);
    ObjectNode options = options();
    options.putObject("customer").put("id", before.path("customer_id").asText());
    options.put("reauth_account", before.at("/accounts/1/nuban").asText()).put("reauth_bank", "sandbox-bank");
    open(options);
    signIn("many-accounts+one", "sandbox");
    BROWSER.reads("h1", "Reconnect these accounts");
    assertEquals(1, BROWSER.all("main .row").size());
  }

  @Test
  void a_bank_that_was_never_connected_is_nothing_to_come_back_to() throws Exception {
    JsonNode before = connected("customer+elsewhere", 1);
    ObjectNode options = options().put("reauth_bank", "sandbox-bank-kenya");
    options.putObject("customer").put("id", before.path("customer_id").asText());
    open(options);
    BROWSER.reads("h1", "Nothing to reconnect");
    assertEquals("nothing_connected", heard("onError").path("code").asText());
  }

  @Test
  void a_return_link_opens_by_itself_until_it_expires() throws Exception {
    JsonNode before = connected("customer+link", 1);
    String customer = before.path("customer_id").asText();
    String url =
        shop.post("/customers/" + customer + "/return-links", "{}").expect(201).json().path("url").asText();
    BROWSER.driver().get(url);
    BROWSER.reads("h1", "Sign in at Sandbox Bank");
    assertFalse(BROWSER.driver().findElement(By.id("close")).isDisplayed());
    signIn("customer+link", "sandbox");
    BROWSER.reads("h1", "Reconnect these accounts");
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected again");
    BROWSER.reads("main", "You may close this page");
    assertEquals(1, balances(customer).size());
    JsonNode old =
        shop.post("/v2/links/new", Json.object().put("name", "Old").put("exp", Instant.now().minusSeconds(1).toString()))
            .expect(200)
            .json();
    BROWSER.driver().get(old.at("/data/link/url").asText());
    BROWSER.reads("h1", "This link has expired");
  }

  @Test
  void a_link_opens_over_a_page_too() throws Exception {
    JsonNode link =
        shop.post("/v2/links/new", Json.object().put("name", "Loans").put("color", "#112233")).expect(200).json();
    open(Json.object().put("short_url", link.at("/data/link/short_url").asText()));
    choose("Sandbox Savings Bank");
    signIn("customer+short", "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    assertTrue(heard("onSuccess").path("success").asBoolean());
  }

  // ---- who is let in

  @Test
  void an_app_that_is_not_there_leads_nowhere() throws Exception {
    BROWSER.expecting(404);
    open(options().put("key", "27713b51-5895-4434-a109-16b5b631bbbb"));
    BROWSER.reads("h1", "This widget leads nowhere");
    assertEquals("not_found", heard("onError").path("code").asText());
  }

  @Test
  void an_app_with_real_accounts_has_no_widget() throws Exception {
    Tenant real = Tenant.create(EndToEnd.stack(), Json.object());
    ObjectNode options = (ObjectNode) names(real);
    Tenant.send(
            Tenant.at(EndToEnd.stack().url(), "/apps/" + real.appId())
                .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                .header("content-type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"env\":\"production\"}")))
        .expect(200);
    BROWSER.expecting(403);
    open(options);
    BROWSER.reads("h1", "Not for real banks");
  }

  @Test
  void a_page_gets_no_more_than_its_app_allows() throws Exception {
    Tenant closed =
        Tenant.create(
            EndToEnd.stack(),
            (ObjectNode) Json.parse("{\"name\":\"Closed\",\"showBalance\":false,\"products\":[\"auth\",\"balance\"]}"));
    ObjectNode options = ((ObjectNode) names(closed)).put("showBalance", true);
    options.putArray("products").add("auth").add("balance").add("transactions");
    open(options);
    choose("Sandbox Bank");
    signIn("pending-holds", "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    assertEquals(2, BROWSER.all(".shared li").size());
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    assertEquals(0, BROWSER.all(".row").size());
    JsonNode balance = closed.balance(heard("onSuccess").at("/accounts/0/id").asText());
    assertEquals("incomplete", balance.path("available_source").asText());
  }

  @Test
  void what_another_window_says_is_not_heard() throws Exception {
    open(options());
    BROWSER.reads("h1", "Choose your bank");
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.script(
        "window.postMessage({success:true}, '*'); window.postMessage({close:true}, '*');"
            + "const other = document.createElement('iframe'); document.querySelector('dialog').append(other);"
            + "other.contentWindow.parent.postMessage({success:true}, '*');");
    inFrame();
    choose("Sandbox Bank");
    assertEquals(1, events("bank_selected").size());
    assertEquals(List.of(), all("onSuccess"));
  }

  // ---- craft

  @Test
  void it_can_be_used_and_left_with_a_keyboard_alone() throws Exception {
    visit(options());
    BROWSER.tabTo("#pay");
    BROWSER.press(Keys.ENTER);
    inFrame();
    BROWSER.reads("h1", "Choose your bank");
    assertEquals("Choose your bank", BROWSER.focused().getText());
    BROWSER.tabTo(".rows button");
    BROWSER.press(Keys.ENTER);
    BROWSER.see("#username");
    BROWSER.press("many-accounts+keys", Keys.TAB);
    BROWSER.press("sandbox", Keys.ENTER);
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.tabTo("input[type=checkbox]");
    BROWSER.press(" ");
    BROWSER.press(Keys.ENTER);
    BROWSER.reads("h1", "Connected");
    BROWSER.tabTo(".actions button");
    BROWSER.press(Keys.ESCAPE);
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.until("it is gone", browser -> BROWSER.all("dialog").isEmpty());
    assertEquals(1, all("beforeClose").size());
    assertEquals("pay", BROWSER.focused().getDomAttribute("id"));
  }

  @Test
  void a_page_may_keep_it_open() {
    open(options());
    BROWSER.reads("h1", "Choose your bank");
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.script("window.keep = true");
    inFrame();
    BROWSER.click("#close");
    BROWSER.until("the page is asked", browser -> all("beforeClose").size() == 1);
    choose("Sandbox Bank");
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.script("window.keep = false");
    inFrame();
    BROWSER.click("#close");
    BROWSER.driver().switchTo().defaultContent();
    BROWSER.until("it is gone", browser -> BROWSER.all("dialog").isEmpty());
  }

  @Test
  void it_shuts_nobody_out_and_nothing_moves_in_either_scheme_on_either_screen() throws Exception {
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        String where = screen + " " + scheme;
        open(options());
        BROWSER.reads("h1", "Choose your bank");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " banks");
        BROWSER.assertNothingMoved();
        choose("Sandbox Bank");
        BROWSER.assertNothingMoved();
        BROWSER.click("summary");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " sign-in");
        BROWSER.assertNothingMoved();
        signIn("customer", "wrong");
        BROWSER.reads(".said", "does not know");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " wrong password");
        BROWSER.assertNothingMoved();
        type("#username", "many-accounts+axe");
        BROWSER.see("#password").sendKeys("sandbox", Keys.ENTER);
        BROWSER.reads("h1", "Choose accounts");
        BROWSER.assertNothingMoved();
        assertEquals(List.of(), BROWSER.shutsOut(), where + " accounts");
        BROWSER.assertNothingMoved();
        BROWSER.assertFits(where);
        BROWSER.all("input[type=checkbox]").forEach(WebElement::click);
        BROWSER.click("button[type=submit]");
        BROWSER.reads("h1", "Connected");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " connected");
        BROWSER.assertNothingMoved();
        BROWSER.open("/connect/demo");
        BROWSER.see("#connect");
        assertEquals(List.of(), BROWSER.shutsOut(), where + " demo");
      }
    }
  }

  @Test
  void a_state_shuts_nobody_out_either() throws Exception {
    for (Scheme scheme : Scheme.values()) {
      BROWSER.scheme(scheme);
      BROWSER.expecting(404);
      BROWSER.open("/connect?app=64ba0000000000000000ffff&link=none");
      BROWSER.reads("h1", "This widget leads nowhere");
      assertEquals(List.of(), BROWSER.shutsOut(), scheme + " nowhere");
    }
  }

  @Test
  void the_first_view_is_under_a_hundred_kilobytes() throws Exception {
    open(options());
    BROWSER.reads("h1", "Choose your bank");
    long bytes = BROWSER.loadedBytes();
    int script =
        Tenant.send(Tenant.at(EndToEnd.stack().url(), "/widget.js").GET()).expect(200).text().length();
    assertTrue(bytes > 3_000 && bytes + script < FIRST_VIEW, () -> bytes + " and " + script + " bytes");
  }

  // ---- small things

  private static JsonNode names(Tenant tenant) throws IOException {
    JsonNode app = tenant.app();
    ObjectNode named = Json.object().put("app_id", tenant.appId());
    return named.put("key", app.path("key").asText()).put("token", app.path("token").asText());
  }

  /** As pages give them. */
  private static ObjectNode options() {
    ObjectNode options = named.deepCopy();
    options.put("env", "production-sandbox").put("redirect_url", "").put("reauth_bank", "");
    options.putArray("products").add("auth").add("balance").add("transactions").add("income");
    options.putObject("options").put("order", "order-7");
    return options;
  }

  private static void visit(ObjectNode options) {
    BROWSER.driver().get(page.origin() + "/");
    BROWSER.script("sessionStorage.setItem('options', arguments[0])", options.toString());
  }

  private static void open(ObjectNode options) {
    visit(options);
    BROWSER.click("#pay");
    inFrame();
  }

  private static void inFrame() {
    BROWSER.driver().switchTo().frame(BROWSER.see("dialog iframe"));
  }

  private static void choose(String bank) {
    BROWSER.reads("h1", "Choose your bank");
    BROWSER.all(".rows button").stream()
        .filter(button -> button.getText().startsWith(bank + "\n") || button.getText().contains("\n" + bank + "\n"))
        .findFirst()
        .orElseThrow()
        .click();
    BROWSER.reads("h1", "Sign in at " + bank);
  }

  private static void signIn(String username, String password) {
    type("#username", username);
    type("#password", password);
    BROWSER.click("button[type=submit]");
  }

  private static void type(String selector, String text) {
    WebElement field = BROWSER.see(selector);
    field.clear();
    field.sendKeys(text);
  }

  /** Connects the first accounts of a test user at the first bank, and gives what the page heard. */
  private static JsonNode connected(String username, int accounts) throws Exception {
    open(options());
    choose("Sandbox Bank");
    signIn(username, "sandbox");
    BROWSER.reads("h1", "Choose accounts");
    BROWSER.all("input[type=checkbox]").stream()
        .limit(accounts)
        .filter(box -> !box.isSelected())
        .forEach(WebElement::click);
    BROWSER.click("button[type=submit]");
    BROWSER.reads("h1", "Connected");
    return heard("onSuccess");
  }

  private static JsonNode balances(String customer) throws Exception {
    return shop.get("/customers/" + customer + "/balances").expect(200).json().path("data");
  }

  private static JsonNode heard(String callback) {
    BROWSER.until(callback, browser -> !all(callback).isEmpty());
    return all(callback).getFirst();
  }

  private static List<JsonNode> events(String name) {
    return all("onEvent").stream().filter(event -> event.path("event").asText().equals(name)).toList();
  }

  /** What the page heard by this callback; the frame stays the one looked at. */
  private static List<JsonNode> all(String callback) {
    boolean isInFrame = (boolean) BROWSER.script("return window.parent !== window");
    BROWSER.driver().switchTo().defaultContent();
    String heard = (String) BROWSER.script("return JSON.stringify(window.heard)");
    if (isInFrame) {
      inFrame();
    }
    try {
      return StreamSupport.stream(Json.parse(heard).spliterator(), false)
          .filter(each -> each.path(0).asText().equals(callback))
          .map(each -> each.path(1))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(heard, e);
    }
  }
}
