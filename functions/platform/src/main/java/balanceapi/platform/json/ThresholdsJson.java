package balanceapi.platform.json;

import balanceapi.core.app.App;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Thresholds as they stand in JSON: {@code [{"amount": "500.00", "currency": "NGN"}]}. */
public final class ThresholdsJson {

  private static final Set<String> MEMBERS = Set.of("amount", "currency");

  private ThresholdsJson() {}

  /**
   * The thresholds in this member, each once; empty when it is absent or null.
   *
   * @throws balanceapi.platform.http.BadRequest if there are too many, or one is no amount of its currency
   */
  public static Optional<List<Money>> read(Fields fields, String name) {
    return fields
        .objects(name)
        .map(
            all -> {
              if (all.size() > App.Notifications.MOST_THRESHOLDS) {
                throw fields.wrong(
                    name, "must list at most " + App.Notifications.MOST_THRESHOLDS + " thresholds");
              }
              return all.stream()
                  .map(ThresholdsJson::threshold)
                  .distinct()
                  .sorted(
                      Comparator.comparing((Money money) -> money.currency().code())
                          .thenComparing(Money::amount))
                  .toList();
            });
  }

  private static Money threshold(Fields threshold) {
    for (String name : threshold.names()) {
      if (!MEMBERS.contains(name)) {
        throw threshold.wrong(name, "is not known here; a threshold has amount and currency");
      }
    }
    Currency currency = threshold.required("currency", threshold::currency);
    BigDecimal amount = threshold.required("amount", threshold::number);
    if (!Money.fits(currency.decimals(), amount)) {
      throw threshold.wrong(
          "amount", "has more decimals than %s, which has %d".formatted(currency, currency.decimals()));
    }
    return Money.of(currency, amount);
  }

  /** Writes them as they are read. */
  public static void write(ArrayNode into, List<Money> thresholds) {
    thresholds.forEach(
        threshold ->
            into.addObject()
                .put("amount", threshold.toString())
                .put("currency", threshold.currency().code()));
  }
}
