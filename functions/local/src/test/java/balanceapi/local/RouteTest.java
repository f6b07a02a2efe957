package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RouteTest {

  private static Route route(String method, String path) {
    return new Route(method, path, "F", Optional.empty());
  }

  @Test
  void a_variable_takes_one_segment_and_a_greedy_one_the_rest() {
    assertEquals(
        Optional.of(Map.of("id", "7")), route("GET", "/accounts/{id}").match("GET", "/accounts/7"));
    assertEquals(Optional.empty(), route("GET", "/accounts/{id}").match("GET", "/accounts/7/balance"));
    assertEquals(Optional.empty(), route("GET", "/accounts/{id}").match("GET", "/accounts/"));
    assertEquals(
        Optional.of(Map.of("proxy", "7/balance")),
        route("ANY", "/accounts/{proxy+}").match("GET", "/accounts/7/balance"));
    assertEquals(Optional.empty(), route("ANY", "/accounts/{proxy+}").match("GET", "/accounts"));
    assertEquals(Optional.empty(), route("ANY", "/accounts/{proxy+}").match("GET", "/accounts/"));
  }

  @Test
  void the_method_counts_unless_it_is_any() {
    assertEquals(Optional.empty(), route("GET", "/health").match("POST", "/health"));
    assertEquals(Optional.of(Map.of()), route("ANY", "/health").match("POST", "/health"));
    assertEquals(Optional.of(Map.of()), route("ANY", "$default").match("POST", "/anything/at/all"));
  }

  @Test
  void the_most_specific_comes_first() {
    List<Route> routes =
        List.of(
            route("ANY", "$default"),
            route("ANY", "/{proxy+}"),
            route("GET", "/pets/{proxy+}"),
            route("ANY", "/pets/dog/1"),
            route("GET", "/pets/dog/{id}"),
            route("GET", "/pets/dog/1"));
    assertEquals(
        List.of(
            "GET /pets/dog/1",
            "ANY /pets/dog/1",
            "GET /pets/dog/{id}",
            "GET /pets/{proxy+}",
            "ANY /{proxy+}",
            "$default"),
        routes.stream().sorted(Route.bySpecificity()).map(Route::key).toList());
  }
}
