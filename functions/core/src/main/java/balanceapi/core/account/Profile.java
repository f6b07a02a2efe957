package balanceapi.core.account;

import balanceapi.core.money.Currency;
import balanceapi.core.time.BankZone;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of an account besides its money. Of each part the newest event that states it wins; a null
 * erases nothing.
 *
 * @param record the newest connection that showed the account
 * @param name the account's name
 * @param type what kind it is, as the bank says it (rule 9)
 * @param status its state at the bank, as the bank says it (rule 11)
 * @param currency the currency that was stated for it
 * @param bankName the bank's name
 * @param country the bank's country, ISO 3166
 * @param options the options of the widget that connected it: free data of the app, as JSON in one form
 */
public record Profile(
    Optional<Reading<String>> record,
    Optional<Reading<String>> name,
    Optional<Reading<String>> type,
    Optional<Reading<String>> status,
    Optional<Reading<Currency>> currency,
    Optional<Reading<String>> bankName,
    Optional<Reading<String>> country,
    Optional<Reading<String>> options) {

  public static final Profile UNKNOWN =
      new Profile(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The parts that one event states. */
  public static Profile of(
      Instant at,
      String record,
      Optional<String> name,
      Optional<String> type,
      Optional<String> status,
      Optional<Currency> currency,
      Optional<String> bankName,
      Optional<String> country,
      Optional<String> options) {
    return new Profile(
        Optional.of(new Reading<>(record, at)),
        at(at, name),
        at(at, type),
        at(at, status),
        at(at, currency),
        at(at, bankName),
        at(at, country),
        at(at, options));
  }

  private static <T> Optional<Reading<T>> at(Instant at, Optional<T> value) {
    return value.map(v -> new Reading<>(v, at));
  }

  /** All that both know; at the same instant a status that restricts wins. */
  public Profile join(Profile other) {
    Comparator<String> text = Comparator.naturalOrder();
    return new Profile(
        Reading.newer(record, other.record, text.reversed()),
        Reading.newer(name, other.name, text),
        Reading.newer(type, other.type, Comparator.comparing(Profile::meansDebt).reversed().thenComparing(text)),
        Reading.newer(status, other.status, Comparator.comparing(Profile::meansActive).thenComparing(text)),
        Reading.newer(currency, other.currency, Comparator.comparing(Currency::code)),
        Reading.newer(bankName, other.bankName, text),
        Reading.newer(country, other.country, text),
        Reading.newer(options, other.options, text));
  }

  /** Rule 9: a loan, a mortgage or a credit account, by the words of its type. */
  public boolean isDebt() {
    return type.map(Reading::value).filter(Profile::meansDebt).isPresent();
  }

  private static boolean meansDebt(String type) {
    String words = type.toLowerCase(Locale.ROOT);
    return words.contains("loan") || words.contains("mortgage") || words.contains("credit");
  }

  /** Rule 11: says whether the bank calls it anything but active; not saying anything restricts nothing. */
  public boolean isRestricted() {
    return status.map(Reading::value).filter(value -> !meansActive(value)).isPresent();
  }

  private static boolean meansActive(String status) {
    return status.strip().equalsIgnoreCase("active");
  }

  public ZoneId zone() {
    return BankZone.of(country.map(Reading::value));
  }
}
