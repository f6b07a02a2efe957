package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.app.Link;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a page or a link asks the widget for, within what its app allows.
 *
 * @param products what is asked of the bank
 * @param showsBalance whether the person is shown the balance
 * @param severalAccounts whether more than one account may be chosen
 * @param returning who comes back, if somebody does
 * @param options free data of the app, echoed on webhooks
 * @param meta more of the same
 */
record Wish(
    Set<App.Product> products,
    boolean showsBalance,
    boolean severalAccounts,
    Optional<Link.Returning> returning,
    ObjectNode options,
    ObjectNode meta) {

  Wish {
    products = Set.copyOf(products);
  }

  /** Everything that a bank tells, whatever the app makes of it. */
  static Wish everything() {
    return new Wish(
        EnumSet.allOf(App.Product.class), true, true, Optional.empty(), Json.object(), Json.object());
  }

  boolean has(App.Product product) {
    return products.contains(product);
  }
}
