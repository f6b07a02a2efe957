package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import java.util.Objects;

/** Whose request it is. Everything else is looked up inside that app, and what is not there is not there for anybody. */
final class Tenancy {

  private final KnownApps apps;

  Tenancy(KnownApps apps) {
    this.apps = Objects.requireNonNull(apps, "apps");
  }

  /**
   * The app whose key the caller showed.
   *
   * @throws Refused 401 or 403 without one
   */
  App app(Request request) {
    String id = request.caller().requireApp();
    return apps.find(id)
        .orElseThrow(
            () ->
                new Refused(
                    Problem.UNAUTHORIZED,
                    "The app of this key was deleted; send a secret key of another app."));
  }

  /** The same for another app's object and for none at all. */
  static Refused notFound() {
    return new Refused(
        Problem.NOT_FOUND, "This app has nothing under this id; check the id and the key's app.");
  }
}
