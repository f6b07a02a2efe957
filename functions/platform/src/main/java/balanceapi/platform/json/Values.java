package balanceapi.platform.json;

import balanceapi.core.money.Currency;
import balanceapi.platform.http.BadRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Texts from outside turned into values: the rules that JSON fields and query parameters share.
 *
 * <p>Each takes the field's name for the {@link BadRequest} that it throws, and the text, not null.
 */
public final class Values {

  /** The most digits before the decimal point. */
  public static final int MAX_INTEGER_DIGITS = 15;

  private static final int MAX_ID = 128;
  private static final int MAX_DATE_TIME = 40;
  private static final int MAX_URL = 2048;
  private static final int MAX_EMAIL = 254;
  private static final int MAX_COUNTRIES = 50;
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final Pattern COLOR = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,189}");
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,32}+(\\.[0-9]{1,32}+)?+([eE][+-]?[0-9]{1,10}+)?+");

  private Values() {}

  /** Says whether a text can be an id: 1 to 128 visible ASCII characters. */
  public static boolean isId(String text) {
    return text.length() <= MAX_ID && VISIBLE_ASCII.matcher(text).matches();
  }

  /** An id from outside: 1 to 128 visible ASCII characters. */
  public static String id(String field, String text) {
    if (!isId(text)) {
      throw new BadRequest(field, "must be an id of 1 to 128 visible ASCII characters");
    }
    return text;
  }

  /**
   * An instant, ISO-8601 with {@code Z} or an offset, in the years 1970 to 9999, cut to milliseconds.
   *
   * <p>A blank before the offset is taken as the plus that a URL's decoding turned into it.
   */
  public static Instant instant(String field, String text) {
    try {
      if (text.length() <= MAX_DATE_TIME) {
        Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        if (instant.getEpochSecond() >= 0 && instant.getEpochSecond() < 253_402_300_800L) {
          return instant.truncatedTo(ChronoUnit.MILLIS);
        }
      }
    } catch (DateTimeException e) {
      throw noInstant(field);
    }
    throw noInstant(field);
  }

  /** A positive ISO-8601 duration of at most 366 days. */
  public static Duration duration(String field, String text) {
    try {
      Duration duration = text.length() <= MAX_DATE_TIME ? Duration.parse(text) : Duration.ZERO;
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      throw noDuration(field);
    }
    throw noDuration(field);
  }

  /** A number in JSON's own notation, bounded as {@link #number(String, BigDecimal)} says. */
  public static BigDecimal number(String field, String text) {
    if (text.length() > Json.MAX_NUMBER || !NUMBER.matcher(text).matches()) {
      throw noNumber(field);
    }
    try {
      return number(field, new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw noNumber(field);
    }
  }

  /**
   * A number with at most 15 digits before the point and 32 after it, its scale not negative.
   *
   * <p>Looks at precision and scale before anything computes with it: {@code 1e20000000} is a few bytes
   * here and seconds in the first rounding.
   */
  static BigDecimal number(String field, BigDecimal number) {
    long integerDigits = (long) number.precision() - number.scale();
    if (integerDigits > MAX_INTEGER_DIGITS || number.scale() > Json.MAX_NUMBER) {
      throw new BadRequest(field, "must have at most 15 digits before the decimal point and 32 after it");
    }
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  /** A currency that ISO 4217 lists, its code in upper case. */
  public static Currency currency(String field, String text) {
    return Currency.find(text)
        .orElseThrow(() -> new BadRequest(field, "must be a currency code of ISO 4217, such as NGN"));
  }

  /**
   * A yes or no.
   *
   * @throws BadRequest if it is neither {@code true} nor {@code false}
   */
  public static boolean bool(String name, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadRequest(name, "must be true or false");
    };
  }

  /** A text of one line that says something, without the blanks around it. */
  public static String line(String field, String text, int longest) {
    String line = text.strip();
    if (line.isEmpty() || line.length() > longest || CONTROL.matcher(line).find()) {
      throw new BadRequest(field, "must have 1 to " + longest + " characters, all on one line");
    }
    return line;
  }

  /** A colour of six hex digits. */
  public static String color(String field, String text) {
    if (!COLOR.matcher(text).matches()) {
      throw new BadRequest(field, "must be a colour such as #1a2b3c");
    }
    return text;
  }

  /** Countries by their ISO 3166 codes, each once. */
  public static List<String> countries(String field, List<String> codes) {
    if (codes.isEmpty() || codes.size() > MAX_COUNTRIES || !COUNTRIES.containsAll(codes)) {
      throw new BadRequest(
          field, "must list 1 to 50 countries by their ISO 3166 codes, such as NG");
    }
    return codes.stream().distinct().toList();
  }

  /** A web address, and no other scheme: these end up in pages, as links and images. */
  public static String url(String field, String text) {
    if (text.length() > MAX_URL || !isWebAddress(text)) {
      throw new BadRequest(field, "must be an https or http URL of at most 2048 characters");
    }
    return text;
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** An address of electronic mail, as far as its form tells. */
  public static String email(String field, String text) {
    if (text.length() > MAX_EMAIL || !EMAIL.matcher(text).matches()) {
      throw new BadRequest(field, "must be an e-mail address of at most 254 characters");
    }
    return text;
  }

  /** A whole number in a range. */
  public static int integer(String field, String text, int least, int most) {
    String change = "must be a whole number from " + least + " to " + most;
    if (text.length() > Json.MAX_NUMBER || !NUMBER.matcher(text).matches()) {
      throw new BadRequest(field, change);
    }
    BigDecimal number = number(field, text);
    if (number.stripTrailingZeros().scale() <= 0
        && number.compareTo(BigDecimal.valueOf(least)) >= 0
        && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
      return number.intValueExact();
    }
    throw new BadRequest(field, change);
  }

  private static BadRequest noInstant(String field) {
    return new BadRequest(field, "must be an instant with Z or an offset, such as 2026-11-22T09:00:00Z");
  }

  private static BadRequest noDuration(String field) {
    return new BadRequest(field, "must be a positive ISO-8601 duration of at most 366 days, such as PT1H");
  }

  private static BadRequest noNumber(String field) {
    return new BadRequest(field, "must be a number of at most 32 characters, such as 100.00");
  }
}
