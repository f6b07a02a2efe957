package balanceapi.platform.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetOptionsTest {

  private static final String BVN = "22212345678";

  /** The options that are kept of an event with these. */
  private static Optional<String> kept(String options) {
    String body =
        """
        {"method":"BALANCE","status":"is_success","record":"r","customerId":"c","customerBvn":"%s",
         "options":%s,"balance":{"accountId":"a"}}"""
            .formatted(BVN, options);
    return EventReader.read(
            Json.parse(body.getBytes(StandardCharsets.UTF_8)), "e", Instant.EPOCH)
        .envelope()
        .options();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"b\":1,\"a\":2} | {\"a\":2,\"b\":1}",
        "{ \"a\" : { \"d\" : [ 2, 1 ], \"c\" : null } } | {\"a\":{\"c\":null,\"d\":[2,1]}}",
        "{\"a\":1.50,\"b\":1e3,\"c\":true} | {\"a\":1.5,\"b\":1000,\"c\":true}",
        "{\"a\":\"1.50\",\"b\":\"Ọmọ\"} | {\"a\":\"1.50\",\"b\":\"Ọmọ\"}"
      })
  void equal_options_are_kept_as_equal_texts(String said, String kept) {
    assertEquals(Optional.of(kept), kept(said));
    assertEquals(Optional.of(kept), kept(kept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "null", "[]", "[{\"a\":1}]", "\"a\"", "1", "true", "{\"a\":1e999999999}",
        "{\"a\":{\"b\":[1e-999999999]}}", "{\"a\":9999999999999999}"
      })
  void what_is_no_object_of_some_use_is_left_out_and_no_error(String options) {
    assertEquals(Optional.empty(), kept(options));
  }

  @Test
  void more_than_a_kilobyte_is_left_out() {
    String most = "{\"a\":\"" + "x".repeat(WidgetOptions.MAX_BYTES - 8) + "\"}";
    assertEquals(Optional.of(most), kept(most));
    assertEquals(Optional.empty(), kept(most.replace("xx", "xxx")));
    assertEquals(Optional.empty(), kept(most.replaceFirst("x", "ọ")), "bytes, not characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"u-BVN\"} | {\"id\":\"u-***********\"}",
        "{\"id\":BVN,\"n\":7} | {\"id\":\"***********\",\"n\":7}",
        "{\"BVN\":1} | {\"***********\":1}",
        "{\"a\":[\"BVN\",{\"b\":\"BVN\"}]} | {\"a\":[\"***********\",{\"b\":\"***********\"}]}",
        "{\"customerBvn\":\"22200000000\",\"a\":{\"bvn\":22200000000}} | {\"a\":{}}"
      })
  void no_bvn_is_kept(String said, String kept) {
    assertEquals(Optional.of(kept), kept(said.replace("BVN", BVN).replace("customer" + BVN, "customerBVN")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{\"order\":\"A-1\"} | true",
        "{\"order\":\"A-2\"} | false",
        "{\"order\":\"A\"} | false",
        "{\"other\":\"A-1\"} | false",
        "{\"n\":7} | true",
        "{\"n\":7.0} | true",
        "{\"n\":\"7\"} | true",
        "{\"n\":8} | false",
        "{\"yes\":true,\"n\":7} | true",
        "{\"yes\":\"true\"} | true",
        "{\"yes\":false} | false",
        "{\"none\":null} | true",
        "{\"none\":\"null\"} | false",
        "{\"order\":null} | false",
        "{\"absent\":null} | false",
        "{\"in\":{\"a\":\"x\"}} | true",
        "{\"in\":{}} | true",
        "{\"in\":{\"a\":\"x\",\"c\":1}} | false",
        "{\"in\":\"x\"} | false",
        "{\"list\":[2]} | true",
        "{\"list\":[3,1]} | true",
        "{\"list\":[4]} | false",
        "{\"list\":2} | false",
        "{\"order\":[\"A-1\"]} | false"
      })
  void options_contain_a_part_of_them_and_nothing_else(String asked, boolean found) {
    String all =
        "{\"in\":{\"a\":\"x\",\"b\":\"y\"},\"list\":[1,2,3],\"n\":7,\"none\":null,\"order\":\"A-1\",\"yes\":true}";
    boolean contains =
        WidgetOptions.contain(all, Json.read(asked.getBytes(StandardCharsets.UTF_8)));
    assertEquals(found, contains, asked);
  }
}
