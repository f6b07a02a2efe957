package balanceapi.core.money;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A currency of ISO 4217 (list one, as amended to 2026) with its own number of decimals.
 *
 * <p>The table stands here, not in the JDK's data, because the JDK also knows withdrawn codes, and because
 * the decimals of money must not change with the runtime. Codes without a minor unit (gold, XXX) are left
 * out: no account is kept in them.
 *
 * @param code the three-letter code, upper case, not null
 * @param decimals the digits after the decimal point, 0 to 4
 */
public record Currency(String code, int decimals) {

  private static final String TABLE =
      """
      0 BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
      2 AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
      2 CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
      2 GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
      2 MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
      2 QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD
      2 TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
      3 BHD IQD JOD KWD LYD OMR TND
      4 CLF UYW
      """;

  private static final Map<String, Currency> ALL = read();

  private static Map<String, Currency> read() {
    Map<String, Currency> all = new HashMap<>();
    TABLE
        .lines()
        .map(line -> line.split(" "))
        .forEach(
            row -> {
              for (int i = 1; i < row.length; i++) {
                all.put(row[i], new Currency(row[i], Integer.parseInt(row[0])));
              }
            });
    return Map.copyOf(all);
  }

  /**
   * The currency of this code.
   *
   * @param code an ISO 4217 code in upper case, not null
   * @return the currency, or empty when ISO 4217 does not list the code
   */
  public static Optional<Currency> find(String code) {
    return Optional.ofNullable(ALL.get(code));
  }

  /**
   * The currency of this code.
   *
   * @throws IllegalArgumentException if ISO 4217 does not list the code
   */
  public static Currency of(String code) {
    return find(code)
        .orElseThrow(() -> new IllegalArgumentException("not a currency that ISO 4217 lists"));
  }

  @Override
  public String toString() {
    return code;
  }
}
