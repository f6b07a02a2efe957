package balanceapi.local;

import balanceapi.local.Browser.Scheme;
import balanceapi.local.Browser.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openqa.selenium.Keys;

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

  /** All that are made; a new page is added here. */
  static final List<Shot> SHOTS =
      List.of(
          new Shot("sign-in", "/dashboard/sign-in", false, "#key"),
          new Shot("records", "/dashboard", true, "tbody a"),
          new Shot("records-empty", "/dashboard?q=nothing+is+called+that", true, ".state"),
          new Shot("account", "/dashboard/accounts/" + AccountScene.BUSY, true, ".plot canvas", 1600),
          new Shot("account-reauth", "/dashboard/accounts/" + AccountScene.LOST, true, ".plot canvas", 1300));

  private static final Path FOLDER = Path.of("../dashboard/screenshots");

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static Tenant shop;

  @BeforeAll
  static void furnish() throws Exception {
    Files.createDirectories(FOLDER);
    shop = PageScene.of(EndToEnd.stack(), "Example Shop", 60);
    AccountScene.in(shop);
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
        BROWSER.open(shot.path());
        BROWSER.see(shot.ready());
        if (shot.signedIn()) {
          BROWSER.reads(".live", "Live");
        }
        String name = "%s-%s-%s.png".formatted(shot.name(), screen, scheme).toLowerCase(Locale.ROOT);
        Files.write(FOLDER.resolve(name), BROWSER.picture());
      }
    }
  }
}
