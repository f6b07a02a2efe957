package balanceapi.core.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyTest {

  private static final Currency NGN = Currency.of("NGN");

  private static boolean fits(int decimals, String amount) {
    return Money.fits(decimals, new BigDecimal(amount));
  }

  @Test
  void fifteen_integer_digits_fit_and_sixteen_do_not() {
    assertTrue(fits(2, "999999999999999.99"));
    assertTrue(fits(2, "-999999999999999.99"));
    assertTrue(fits(2, "1e14"));
    assertFalse(fits(2, "1000000000000000"));
    assertFalse(fits(2, "1e15"));
  }

  @Test
  void more_decimals_than_the_currency_has_do_not_fit_but_trailing_zeros_do() {
    assertTrue(fits(2, "1.230"));
    assertTrue(fits(2, "1.23000000000000000000000000000"));
    assertFalse(fits(2, "1.234"));
    assertFalse(fits(2, "0.001"));
    assertTrue(fits(2, "0.01"));
    assertFalse(fits(2, "0.00100"));
    assertTrue(fits(0, "100.000"));
    assertFalse(fits(0, "100.5"));
    assertTrue(fits(3, "1.234"));
    assertFalse(fits(3, "1.2345"));
  }

  @Test
  void an_exponent_bomb_is_refused_at_once() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(1),
        () -> {
          for (String bomb : List.of("1e999999999", "1e20000000", "1e-999999999", "10e-20000000")) {
            assertFalse(fits(2, bomb), bomb);
            assertThrows(IllegalArgumentException.class, () -> Money.of(NGN, new BigDecimal(bomb)));
          }
          assertEquals("0.00", Money.of(NGN, new BigDecimal("0e999999999")).toString());
          assertEquals("0.00", Money.of(NGN, new BigDecimal("0e-999999999")).toString());
        });
  }

  @Test
  void it_is_printed_with_the_decimals_of_its_currency() {
    assertEquals("380.00", Money.of(NGN, new BigDecimal("380")).toString());
    assertEquals("10000", Money.of(Currency.of("JPY"), new BigDecimal("1e4")).toString());
    assertEquals("1.500", Money.of(Currency.of("KWD"), new BigDecimal("1.5")).toString());
    assertEquals("-0.01", Money.of(NGN, new BigDecimal("-0.01")).toString());
  }

  @Test
  void equal_amounts_are_equal_however_they_were_written() {
    assertEquals(Money.of(NGN, new BigDecimal("1")), Money.of(NGN, new BigDecimal("1.000")));
    assertEquals(
        Money.of(NGN, new BigDecimal("1")).hashCode(),
        Money.of(NGN, new BigDecimal("1.0")).hashCode());
    assertEquals(Money.zero(NGN), Money.of(NGN, new BigDecimal("-0.00")));
  }

  @Test
  void sums_are_exact_and_may_outgrow_what_one_amount_may_be() {
    Money most = Money.of(NGN, new BigDecimal("999999999999999.99"));
    assertEquals("1999999999999999.98", most.plus(most).toString());
    assertEquals("0.00", most.minus(most).toString());
    assertEquals("-999999999999999.99", most.negated().toString());
  }

  @Test
  void currencies_do_not_mix() {
    Money naira = Money.of(NGN, BigDecimal.ONE);
    Money yen = Money.of(Currency.of("JPY"), BigDecimal.ONE);
    assertThrows(IllegalArgumentException.class, () -> naira.plus(yen));
    assertThrows(IllegalArgumentException.class, () -> naira.minus(yen));
    assertThrows(IllegalArgumentException.class, () -> naira.compareTo(yen));
    assertFalse(naira.equals(yen));
  }

  @Test
  void currencies_are_those_of_iso_4217_with_their_own_decimals() {
    assertEquals(2, NGN.decimals());
    assertEquals(0, Currency.of("JPY").decimals());
    assertEquals(3, Currency.of("KWD").decimals());
    assertEquals(0, Currency.of("XOF").decimals());
    assertEquals(4, Currency.of("CLF").decimals());
    for (String none : List.of("ngn", "NG", "XYZ", "", "XXX", "XAU", "DEM", "NGNN", " NGN")) {
      assertTrue(Currency.find(none).isEmpty(), none);
      assertThrows(IllegalArgumentException.class, () -> Currency.of(none));
    }
  }

  @Test
  void the_decimals_are_those_of_the_jdk_where_it_knows_the_currency() {
    int known = 0;
    for (java.util.Currency theirs : java.util.Currency.getAvailableCurrencies()) {
      var ours = Currency.find(theirs.getCurrencyCode());
      if (ours.isPresent()) {
        known++;
        assertEquals(theirs.getDefaultFractionDigits(), ours.get().decimals(), ours::toString);
      }
    }
    assertTrue(known > 150, "" + known);
  }
}
