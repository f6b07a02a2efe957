package balanceapi.local;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * Makes the pictures of the pages that the README shows: {@code functions/dashboard/make-screenshots}. It is no test by
 * its name, so that no build makes them anew: they have the time of day in them.
 */
@ExtendWith(EndToEnd.class)
final class Screenshots {

  /** A page, by what is there once it is ready. */
  record Shot(String name, String path, boolean signedIn, String ready, int height) {

    /** As high as a desktop's or a phone's screen. */
    Shot(String name, String path, boolean signedIn, String ready) {
      this(name, path, signedIn, ready, 0);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All that are made; a new page is added here. {@code CHECK} is the id of a decision. */
  static final List<Shot> SHOTS =
      List.of(
          new Shot("sign-in", "/dashboard/sign-in", false, "#key"),
          new Shot("records", "/dashboard", true, "tbody a"),
          new Shot("records-empty", "/dashboard?q=nothing+is+called+that", true, ".state"),
          new Shot("account", "/dashboard/accounts/" + AccountScene.BUSY, true, ".plot canvas", 1600),
          new Shot("check", "/dashboard/checks/CHECK", true, ".bars canvas", 1100),
          new Shot("account-reauth", "/dashboard/accounts/" + AccountScene.LOST, true, ".plot canvas", 1300));

  /** A page of the App Builder, by what is pressed there and what is looked at then. */
  record BuilderShot(String name, String path, List<String> pressed, String seen) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Those that the admin token is for; {@code APP} is the app's id. */
  static final List<BuilderShot> BUILDER_SHOTS =
      List.of(
          new BuilderShot("apps", "/dashboard/apps", List.of(), "tbody a"),
          new BuilderShot("app", "/dashboard/apps/APP", List.of("[name=screen][value=accounts]"), "#sign-out"),
          new BuilderShot("app-preview", "/dashboard/apps/APP", List.of("[name=screen][value=done]"), ".widget"),
          new BuilderShot("app-keys", "/dashboard/apps/APP", List.of(), "#keys"),
          new BuilderShot("app-snippets", "/dashboard/apps/APP", List.of(), "#embed"),
          new BuilderShot("app-secret", "/dashboard/apps/APP", List.of("#keys .actions button"), "dialog .close"),
          new BuilderShot("app-test", "/dashboard/apps/APP", List.of("#test button"), "#test h3 .badge"),
          new BuilderShot("app-refused", "/dashboard/apps/new", List.of(".save button"), "[data-name=name] .wrong"));

  private static final Path FOLDER = Path.of("../dashboard/screenshots");
  private static final Path WIDGET = Path.of("../sandbox/screenshots");

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static Tenant shop;
  private static String check;

  @BeforeAll
  static void furnish() throws Exception {
    Files.createDirectories(FOLDER);
    Files.createDirectories(WIDGET);
    shop = PageScene.of(EndToEnd.stack(), "Example Shop", 60);
    AccountScene.in(shop);
    asked("8000.00", "", "order-1042");
    asked("3000.00", "loan-17", "order-1043");
    check = asked("50000.00", "rent-2026-12", "order-1044");
  }

  /** The id of a decision about the busy account, which reserves the amount where a reference is named for that. */
  private static String asked(String amount, String reserved, String reference) throws Exception {
    ObjectNode question =
        Json.object().put("amount", amount).put("currency", "NGN").put("buffer", "5000.00").put("reference", reference);
    if (!reserved.isEmpty()) {
      question.putObject("reserve").put("reference", reserved).put("for", "P2D");
    }
    return shop.post("/accounts/" + AccountScene.BUSY + "/funds-check", question).expect(200).json().path("check_id").asText();
  }

  @ParameterizedTest
  @FieldSource("SHOTS")
  void take(Shot shot) throws Exception {
    if (shot.signedIn()) {
      BROWSER.open("/dashboard");
      BROWSER.see("#key").sendKeys(shop.key(), Keys.ENTER);
      BROWSER.see("tbody a");
    }
    for (Screen screen : Screen.values()) {
      if (shot.height() > 0) {
        BROWSER.screen(screen, shot.height());
      } else {
        BROWSER.screen(screen);
      }
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.open(shot.path().replace("CHECK", check));
        BROWSER.see(shot.ready());
        if (!BROWSER.all(".live").isEmpty()) {
          BROWSER.reads(".live", "Live");
        }
        String name = "%s-%s-%s.png".formatted(shot.name(), screen, scheme).toLowerCase(Locale.ROOT);
        Files.write(FOLDER.resolve(name), BROWSER.picture());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("BUILDER_SHOTS")
  void takeOfTheBuilder(BuilderShot shot) throws Exception {
    Tenant app =
        Tenant.create(EndToEnd.stack(), Json.object().put("name", "Example Boutique").put("color", "#0f766e"));
    String path = shot.path().replace("APP", app.appId());
    BROWSER.expecting(400);
    BROWSER.open(path);
    BROWSER.see("#key").sendKeys(EndToEnd.stack().secret("ADMIN_TOKEN"), Keys.ENTER);
    BROWSER.see("#sign-out");
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.open(path);
        BROWSER.see("tbody a, .builder .save");
        shot.pressed().forEach(BROWSER::activate);
        BROWSER.show(shot.seen());
        String name = "%s-%s-%s.png".formatted(shot.name(), screen, scheme).toLowerCase(Locale.ROOT);
        Files.write(FOLDER.resolve(name), BROWSER.picture());
        // A page with a secret in it is not left unasked.
        BROWSER.all("dialog .close").forEach(WebElement::click);
      }
    }
  }

  /** What an app was told: its endpoint takes a part, and then nothing more. */
  @Test
  void take_the_notifications() throws Exception {
    List<Receiver.Answer> answers = new ArrayList<>(Collections.nCopies(5, new Receiver.Answer(204, "")));
    answers.addAll(Collections.nCopies(100, new Receiver.Answer(503, "The shop is closed for an hour.")));
    EndToEnd.receiver().answers("screenshots", answers.toArray(Receiver.Answer[]::new));
    Tenant told =
        PageScene.of(
            EndToEnd.stack(),
            Json.object().put("name", "Example Shop").put("callback_url", EndToEnd.receiver().url("screenshots")),
            7);
    BROWSER.open("/dashboard/notifications");
    BROWSER.see("#key").sendKeys(told.key(), Keys.ENTER);
    BROWSER.reads(".endpoint .badge", "failing");
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.open("/dashboard/notifications");
        BROWSER.reads(".live", "Live");
        picture("notifications", screen, scheme);
      }
    }
  }

  private static void picture(String name, Screen screen, Scheme scheme) throws Exception {
    String file = "%s-%s-%s.png".formatted(name, screen, scheme).toLowerCase(Locale.ROOT);
    Files.write(FOLDER.resolve(file), BROWSER.picture());
  }

  /** The widget by a link, step by step. */
  @Test
  void take_the_widget() throws Exception {
    String link =
        shop.post("/v2/links/new", "{\"name\":\"Loans\",\"color\":\"#3AB795\"}").expect(200).json().at("/data/link/url").asText();
    for (Screen screen : Screen.values()) {
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.driver().get(link);
        BROWSER.reads("h1", "Choose your bank");
        take("banks", screen, scheme);
        BROWSER.click(".rows button");
        BROWSER.see("#username").sendKeys("many-accounts");
        BROWSER.see("#password").sendKeys("wrong", Keys.ENTER);
        BROWSER.reads(".said", "does not know");
        BROWSER.click("summary");
        take("sign-in", screen, scheme);
        BROWSER.see("#password").sendKeys("sandbox", Keys.ENTER);
        BROWSER.reads("h1", "Choose accounts");
        BROWSER.all("input[type=checkbox]").stream().limit(2).forEach(WebElement::click);
        take("accounts", screen, scheme);
        BROWSER.click("button[type=submit]");
        BROWSER.reads("h1", "Connected");
        take("connected", screen, scheme);
      }
    }
  }

  private static void take(String name, Screen screen, Scheme scheme) throws Exception {
    String file = "%s-%s-%s.png".formatted(name, screen, scheme).toLowerCase(Locale.ROOT);
    Files.write(WIDGET.resolve(file), BROWSER.picture());
  }
}
