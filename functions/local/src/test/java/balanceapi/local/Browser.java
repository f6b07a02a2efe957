package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium for the tests of a class, over the deployment of {@link EndToEnd}.
 *
 * <p>Each test begins signed out, with nothing cached, in the light scheme and at a desktop's size. One in which the
 * console says something that is wrong, or the page's policy is violated, fails. Where there is no Chromium the class is
 * skipped, unless {@code -Dbrowser=required}.
 */
final class Browser
    implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  /** What a page is looked at with. */
  enum Scheme {
    LIGHT,
    DARK
  }

  /** How large the window is. */
  enum Screen {
    PHONE(390, 844),
    DESKTOP(1280, 900);

    private final int width;
    private final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

  /** Adds up what moved by itself, from before the page's first byte on. */
  private static final String WATCH =
      """
      window.shifted = 0;
      window.moved = [];
      new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
        window.shifted += entry.value;
        entry.sources.forEach((source) => window.moved.push(
          [source.node?.outerHTML?.slice(0, 80), JSON.stringify(source.previousRect), JSON.stringify(source.currentRect)]));
      })).observe({type: 'layout-shift', buffered: true});
      """;

  private ChromeDriver driver;
  private final List<String> meant = new ArrayList<>();
  private final List<Object> injected = new ArrayList<>();

  // ---- for the tests

  WebDriver driver() {
    return driver;
  }

  /** Opens a page of the deployment. */
  void open(String path) {
    driver.get(EndToEnd.stack().url() + path);
  }

  /** The path and query at which the browser is. */
  String place() {
    return driver.getCurrentUrl().substring(EndToEnd.stack().url().toString().length());
  }

  /** Signs in with a key or the admin token, and goes on to the page. */
  void signIn(String key, String path) {
    // The page that is there would ask on, with no session any more.
    driver.get("about:blank");
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    open("/dashboard/sign-in?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
    see("#key").sendKeys(key, Keys.ENTER);
    until(path, page -> place().equals(path));
    see("#sign-out");
  }

  /** Signs in as this app, and goes on to its page, which is live then. */
  void signIn(Tenant tenant, String path) {
    signIn(tenant.key(), path);
    reads(".live", "Live");
  }

  /** Waits until this is there, or true. */
  <T> T until(String what, Function<WebDriver, T> condition) {
    return new WebDriverWait(driver, PATIENCE)
        // What is looked at may be replaced at that moment: then it is looked for again.
        .ignoring(StaleElementReferenceException.class)
        .withMessage(() -> what + "\n" + shown())
        .until(condition);
  }

  /** Waits for the element that is visible. */
  WebElement see(String selector) {
    return until(selector, page -> visible(selector).orElse(null));
  }

  /** Clicks on the element as soon as it is visible, and if it is replaced at that moment, on what is in its place. */
  void click(String selector) {
    until(
        selector,
        page -> {
          Optional<WebElement> found = visible(selector);
          found.ifPresent(WebElement::click);
          return found.isPresent();
        });
  }

  private Optional<WebElement> visible(String selector) {
    return all(selector).stream().filter(WebElement::isDisplayed).findFirst();
  }

  /** Waits until the element says this. */
  void reads(String selector, String text) {
    until(selector + " says " + text, page -> page.findElement(By.cssSelector(selector)).getText().contains(text));
  }

  /** Presses what a mouse would have to be moved to first. */
  void activate(String selector) {
    WebElement element = until(selector, page -> page.findElement(By.cssSelector(selector)));
    driver.executeScript("arguments[0].click()", element);
  }

  /** Waits for the element, and brings it into view. */
  void show(String selector) {
    driver.executeScript("arguments[0].scrollIntoView({block: 'nearest'})", see(selector));
  }

  List<String> texts(String selector) {
    return all(selector).stream().map(WebElement::getText).toList();
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Presses keys, as somebody without a mouse does; the focus may be on what is no text. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Tabs until the focus is on it; fails when it never is. */
  WebElement tabTo(String selector) {
    for (int i = 0; i < 60; i++) {
      press(Keys.TAB);
      WebElement focused = driver.switchTo().activeElement();
      if (all(selector).contains(focused)) {
        return focused;
      }
    }
    throw new AssertionError("no key leads to " + selector);
  }

  /** What has the focus. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** What the page answers to this. */
  Object script(String text, Object... arguments) {
    return driver.executeScript(text, arguments);
  }

  /** Says that the next answer of this status is meant, which Chromium reports as an error of the page. */
  void expecting(int status) {
    meant.add("status of " + status);
  }

  void scheme(Scheme scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme.name().toLowerCase(Locale.ROOT)),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  void screen(Screen screen) {
    screen(screen, screen.height);
  }

  /** As high as that: for pictures of a long page. */
  void screen(Screen screen, int height) {
    driver.manage().window().setSize(new Dimension(screen.width, height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", screen.width, "height", height, "deviceScaleFactor", 1, "mobile", screen == Screen.PHONE));
  }

  /** Runs this in every page that is opened from now on, before anything of its own; until the test's end. */
  void before(String script) {
    injected.add(
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script))
            .get("identifier"));
  }

  /** Lets no page have this file of the pages; until the test's end. */
  void without(String file) {
    meant.add(file);
    block(List.of("*/" + file + "*"));
  }

  private void block(List<String> urls) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", urls));
  }

  void clearCache() {
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
  }

  /** Lets the page give its reader files, and keeps them there. */
  void downloadTo(Path folder) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
  }

  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Whom the page shuts out, by the rules of WCAG 2.2 AA and axe's best practices; empty when nobody. */
  List<String> shutsOut() throws IOException {
    driver.executeScript(axe());
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run().then((result) => done(JSON.stringify(result.violations)), (error) => done(String(error)));");
    List<String> violations = new ArrayList<>();
    for (JsonNode violation : Json.parse(found.toString().getBytes(StandardCharsets.UTF_8))) {
      violation
          .path("nodes")
          .forEach(
              node ->
                  violations.add(
                      violation.path("id").asText() + ": " + node.path("html").asText() + " "
                          + node.path("failureSummary").asText()));
    }
    return violations;
  }

  /** What the page has loaded since it was opened, compressed as it came, with its headers. */
  long loadedBytes() {
    return ((Number)
            driver.executeScript(
                "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                    + ".reduce((sum, entry) => sum + entry.transferSize, 0)"))
        .longValue();
  }

  /** That nothing moved by itself since the page was opened (cumulative layout shift). */
  void assertNothingMoved() {
    assertEquals(
        0.0, ((Number) driver.executeScript("return window.shifted")).doubleValue(),
        () -> "moved: " + driver.executeScript("return window.moved"));
  }

  /** That nothing is wider than the screen: a phone widens its window to what it is to show, but not what the page is laid out in. */
  void assertFits(String where) {
    assertEquals(
        true,
        script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
        where + " is too wide");
  }

  private String shown() {
    return driver.getCurrentUrl() + "\n" + driver.findElement(By.tagName("body")).getText() + "\n" + complaints();
  }

  private static String axe() throws IOException {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What Chromium finds wrong, each said once. */
  private List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  // ---- its life

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean isThere = chromium().isPresent() && found("chromedriver").isPresent();
    return isThere || "required".equals(System.getProperty("browser"))
        ? ConditionEvaluationResult.enabled("Chromium")
        : ConditionEvaluationResult.disabled(
            "skipped: no Chromium with its chromedriver on the PATH (Debian: apt-get install chromium chromium-driver)");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow(() -> new AssertionError("there is no Chromium on the PATH")).toFile());
    // As root, and in containers, Chromium has no sandbox; it opens our own pages alone.
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US",
        "--accept-lang=en-US", "--force-device-scale-factor=1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(
                found("chromedriver").orElseThrow(() -> new AssertionError("there is no chromedriver on the PATH")).toFile())
            .build();
    driver = new ChromeDriver(service, options);
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    clearCache();
    scheme(Scheme.LIGHT);
    screen(Screen.DESKTOP);
    complaints();
    meant.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> complaints =
        complaints().stream().filter(said -> meant.stream().noneMatch(said::contains)).toList();
    driver.get("about:blank");
    injected.forEach(
        script ->
            driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script)));
    injected.clear();
    block(List.of());
    assertEquals(List.of(), complaints, "what the browser's console says");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    quit();
  }

  void quit() {
    if (driver != null) {
      driver.quit();
    }
  }

  private static Optional<Path> chromium() {
    return NAMES.stream().flatMap(name -> found(name).stream()).findFirst();
  }

  private static Optional<Path> found(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
