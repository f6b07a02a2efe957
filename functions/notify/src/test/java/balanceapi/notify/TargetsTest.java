package balanceapi.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import balanceapi.notify.Outcome.Refusal;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be called, and what may not. Names are looked up in tables; addresses by Java, as when deployed. */
class TargetsTest {

  private final List<String> asked = new ArrayList<>();

  private Targets targets(boolean allowLoopback, String... addresses) {
    return new Targets(
        host -> {
          asked.add(host);
          return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        },
        allowLoopback);
  }

  private static Refusal refusal(Targets targets, String url) {
    return assertThrows(NotCallable.class, () -> targets.of(URI.create(url)), url).reason();
  }

  // ---- the URL

  @Test
  void a_public_endpoint_is_a_target_with_what_it_was_written_as() throws Exception {
    Target target = targets(false, "93.184.215.14").of(URI.create("HTTPS://Callbacks.Example:8443/a%20b//c?d=%2F"));
    assertEquals("https", target.scheme());
    assertEquals("Callbacks.Example", target.host());
    assertEquals(8443, target.port());
    assertEquals("Callbacks.Example:8443", target.authority());
    assertEquals("/a%20b//c?d=%2F", target.path());
    assertEquals(List.of(InetAddress.ofLiteral("93.184.215.14")), target.addresses());
  }

  @Test
  void what_is_left_out_is_left_to_the_scheme() throws Exception {
    assertEquals("/", targets(false, "8.8.8.8").of(URI.create("https://callbacks.example")).path());
    assertEquals("callbacks.example", targets(false, "8.8.8.8").of(URI.create("https://callbacks.example:")).authority());
    assertEquals("/?a", targets(false, "8.8.8.8").of(URI.create("https://callbacks.example?a")).path());
    assertEquals("//a", targets(false, "8.8.8.8").of(URI.create("https://callbacks.example//a")).path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "callbacks.example",
        "//callbacks.example/",
        "https:callbacks.example",
        "https:///path",
        "https:/path",
        "https://user@callbacks.example/",
        "https://user:password@callbacks.example/",
        "https://@callbacks.example/",
        "https://callbacks.example@10.0.0.1/",
        "https://callbacks.example/#",
        "https://callbacks.example/#fragment",
        "https://callbacks.example:0/",
        "https://callbacks.example:65536/",
        "https://callbacks.example:80:80/",
        "https://callbacks.example./",
        "https://callbacks..example/",
        "https://call_backs.example/",
        "https://call%62acks.example/",
        "https://b\u00fccher.example/",
        "https://callbacks\u3002example/",
        "https://callbacks.example/\u00e5",
        "https://callbacks.example/?\u00e5",
        "https://[2606:4700:4700::1111%1]/",
        "https://[2606:4700:4700::1111%25eth0]/"
      })
  void a_url_that_could_be_read_in_two_ways_is_refused_before_its_host_is_looked_up(String url) {
    assertEquals(Refusal.BAD_URL, refusal(targets(false, "8.8.8.8"), url));
    assertEquals(Refusal.BAD_URL, refusal(targets(true, "127.0.0.1"), url));
    assertEquals(List.of(), asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://callbacks.example/", "HTTP://callbacks.example/", "ftp://callbacks.example/", "file:///etc/passwd",
        "gopher://callbacks.example/", "jar:https://callbacks.example/!/", "ws://callbacks.example/", "https2://a.b/"
      })
  void another_scheme_is_refused_before_its_host_is_looked_up(String url) {
    assertEquals(Refusal.NOT_HTTPS, refusal(targets(false, "8.8.8.8"), url));
    assertEquals(List.of(), asked);
  }

  // ---- names

  @Test
  void a_host_without_addresses_is_unknown() {
    assertEquals(Refusal.UNKNOWN_HOST, refusal(targets(false), "https://callbacks.example/"));
    Targets unknowing =
        new Targets(
            host -> {
              throw new UnknownHostException(host);
            },
            false);
    NotCallable refused =
        assertThrows(NotCallable.class, () -> unknowing.of(URI.create("https://callbacks.example/")));
    assertEquals(Refusal.UNKNOWN_HOST, refused.reason());
    assertNull(refused.getMessage());
    assertNull(refused.getCause());
  }

  @Test
  void one_address_that_is_not_public_is_enough_wherever_it_stands() {
    for (String inner : List.of("10.0.0.1", "127.0.0.1", "169.254.169.254", "fd00:ec2::254", "::1", "64:ff9b::808:808")) {
      String[][] orders = {{inner}, {inner, "8.8.8.8"}, {"8.8.8.8", inner}, {"8.8.8.8", "2606:4700::1", inner, "1.1.1.1"}};
      for (String[] addresses : orders) {
        assertEquals(
            Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(false, addresses), "https://callbacks.example/"), inner);
      }
    }
  }

  @Test
  void several_public_addresses_are_all_kept_in_their_order() throws Exception {
    Target target = targets(false, "8.8.8.8", "2606:4700::1", "1.1.1.1").of(URI.create("https://callbacks.example/"));
    assertEquals(
        Stream.of("8.8.8.8", "2606:4700::1", "1.1.1.1").map(InetAddress::ofLiteral).toList(), target.addresses());
  }

  @Test
  void a_host_is_looked_up_once() throws Exception {
    targets(false, "8.8.8.8").of(URI.create("https://callbacks.example/"));
    assertEquals(List.of("callbacks.example"), asked);
  }

  @Test
  void a_name_in_punycode_is_looked_up_as_it_is() throws Exception {
    Target target = targets(false, "8.8.8.8").of(URI.create("https://xn--bcher-kva.example/"));
    assertEquals(List.of("xn--bcher-kva.example"), asked);
    assertEquals("xn--bcher-kva.example", target.host());
  }

  // ---- addresses in the place of a name, as Java itself reads them

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0X7F000001", "017700000001",
        "0177.0.0.1", "0177.1", "00127.0.0.1", "127.000.000.001", "127.0.0.1.", "127.1.", "0", "0.0.0.0", "00000000",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1%lo]", "[::1%25lo]", "[::1%1]", "[fe80::1]", "[fe80::1%eth0]",
        "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[fd00:ec2::254]", "169.254.169.254",
        "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "10.0.0.1", "192.168.1.1", "172.16.0.1",
        "3232235777", "localhost", "LOCALHOST", "localhost.", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021",
        "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3", "127.0.0.1%00.example.com", "8.8.8.8@127.0.0.1"
      })
  void no_spelling_of_an_inner_address_is_let_through(String host) {
    Targets targets = new Targets(InetAddress::getAllByName, false);
    refusal(targets, "https://" + host + "/");
    refusal(targets, "https://" + host + ":8443/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"134744072", "[::ffff:8.8.8.8]", "08.8.8.8", "8.8.8.08", "0010.8.8.8", "[::ffff:808:808]"})
  void an_address_that_is_public_but_oddly_written_is_refused_all_the_same(String host) {
    assertEquals(
        Refusal.NOT_ALLOWED_ADDRESS, refusal(new Targets(InetAddress::getAllByName, false), "https://" + host + "/"));
  }

  @Test
  void what_looks_like_an_address_has_no_other_address() {
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(false, "8.8.8.8"), "https://0x7f000001/"));
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(false, "8.8.8.8"), "https://1.1.1.1/"));
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, 8.8.8.8",
    "[2606:4700:4700::1111], 2606:4700:4700::1111",
    "[2606:4700:4700:0::1111], 2606:4700:4700::1111"
  })
  void a_public_address_may_stand_for_itself(String host, String address) throws Exception {
    Target target = new Targets(InetAddress::getAllByName, false).of(URI.create("https://" + host + "/"));
    assertEquals(List.of(InetAddress.ofLiteral(address)), target.addresses());
    assertFalse(target.host().contains("["));
    assertEquals(host, target.authority());
  }

  // ---- loopback, where it is allowed

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "127.255.255.255", "::1"})
  void with_loopback_allowed_this_machine_may_be_called_over_both_schemes(String address) throws Exception {
    assertEquals("http", targets(true, address).of(URI.create("http://here.example/")).scheme());
    assertEquals("https", targets(true, address).of(URI.create("https://here.example/")).scheme());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", "10.0.0.1", "169.254.169.254", "192.168.0.1", "172.16.0.1", "100.64.0.1", "::", "::127.0.0.1", "fe80::1",
        "fc00::1", "fd00:ec2::254", "64:ff9b::7f00:1", "2002:7f00:1::"
      })
  void with_loopback_allowed_nothing_else_is(String address) {
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(true, address), "https://here.example/"));
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(true, address), "http://here.example/"));
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(true, "127.0.0.1", address), "https://here.example/"));
    assertEquals(Refusal.NOT_ALLOWED_ADDRESS, refusal(targets(true, "127.0.0.1", address), "http://here.example/"));
  }

  @Test
  void with_loopback_allowed_http_goes_nowhere_but_to_this_machine() {
    assertEquals(Refusal.NOT_HTTPS, refusal(targets(true, "8.8.8.8"), "http://callbacks.example/"));
    assertEquals(Refusal.NOT_HTTPS, refusal(targets(true, "127.0.0.1", "8.8.8.8"), "http://callbacks.example/"));
    assertEquals(Refusal.NOT_HTTPS, refusal(targets(true, "127.0.0.1"), "ftp://here.example/"));
  }
}
