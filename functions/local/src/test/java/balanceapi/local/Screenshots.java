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
  record Shot(String name, String path, boolean signedIn, String ready) {
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
          new Shot("account", "/dashboard/accounts/" + PageScene.account(2), true, ".facts"));

  private static final Path FOLDER = Path.of("../dashboard/screenshots");

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static Tenant shop;

  @BeforeAll
  static void furnish() throws Exception {
    Files.createDirectories(FOLDER);
    shop = PageScene.of(EndToEnd.stack(), "Example Shop", 60);
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
      BROWSER.screen(screen);
      for (Scheme scheme : Scheme.values()) {
        BROWSER.scheme(scheme);
        BROWSER.open(shot.path());
        BROWSER.see(shot.ready());
        if (shot.path().startsWith("/dashboard?") || shot.path().equals("/dashboard")) {
          BROWSER.reads(".live", "Live");
        }
        String name = "%s-%s-%s.png".formatted(shot.name(), screen, scheme).toLowerCase(Locale.ROOT);
        Files.write(FOLDER.resolve(name), BROWSER.picture());
      }
    }
  }
}
