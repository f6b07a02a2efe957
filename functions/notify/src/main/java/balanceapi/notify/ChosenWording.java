package balanceapi.notify;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Wording;
import java.time.Instant;

/** The words that each app has chosen. */
final class ChosenWording implements Wording {

  private static final Wording NATIVE = new NativeWording();
  private static final Wording V2 = new V2Wording();

  private static Wording of(App app) {
    return switch (app.settings().notifications().format()) {
      case NATIVE -> NATIVE;
      case V2 -> V2;
    };
  }

  @Override
  public String of(Fact.OfConnection fact, App app, Instant at) {
    return of(app).of(fact, app, at);
  }

  @Override
  public String of(Fact.OfBalance fact, App app, Instant at) {
    return of(app).of(fact, app, at);
  }

  @Override
  public String of(Fact.OfHold fact, Account account, App app, Instant at) {
    return of(app).of(fact, account, app, at);
  }
}
