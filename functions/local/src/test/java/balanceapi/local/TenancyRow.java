package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A row of the tenancy matrix: how a request of one operation names an object.
 *
 * @param operation the operation, as the API's description has it: {@code GET /accounts}
 * @param variant what tells this row from others of its operation; may be empty
 * @param object what is named, for people; empty when the request names nothing
 * @param call makes the request, from what the caller has and what is named
 * @param own the status for the caller's own object
 * @param foreign the status for any other
 * @param reach whose objects the right credential reaches
 * @param changes whether a success leaves the caller without what other rows ask for
 * @param after what holds after a success
 */
record TenancyRow(
    String operation,
    String variant,
    String object,
    BiFunction<Belongings, Belongings, Call> call,
    int own,
    int foreign,
    Reach reach,
    boolean changes,
    After after) {

  /** Whose objects the right credential reaches. */
  enum Reach {
    ITS_APP,
    EVERY_APP
  }

  /** What must hold after a success with the right credential. */
  interface After {
    void check(TenancyWorld world, Belongings named) throws Exception;
  }

  /**
   * A request without its credential.
   *
   * @param event the id under which a webhook is sent; one of its own when empty
   */
  record Call(String method, String path, String type, String body, Optional<String> event) {

    static Call get(String path) {
      return new Call("GET", path, "", "", Optional.empty());
    }

    static Call delete(String path) {
      return new Call("DELETE", path, "", "", Optional.empty());
    }

    /** A request with nothing in it. */
    static Call post(String path) {
      return new Call("POST", path, "", "", Optional.empty());
    }

    static Call post(String path, JsonNode body) {
      return new Call("POST", path, "application/json", body.toString(), Optional.empty());
    }

    static Call put(String path, JsonNode body) {
      return new Call("PUT", path, "application/json", body.toString(), Optional.empty());
    }

    static Call patch(String path, JsonNode body) {
      return new Call("PATCH", path, "application/json", body.toString(), Optional.empty());
    }

    static Call form(String path, String body) {
      return new Call("POST", path, "application/x-www-form-urlencoded", body, Optional.empty());
    }

    Call under(String eventId) {
      return new Call(method, path, type, body, Optional.of(eventId));
    }

    Call at(String otherPath) {
      return new Call(method, otherPath, type, body, event);
    }
  }

  static TenancyRow row(
      String operation, String object, BiFunction<Belongings, Belongings, Call> call) {
    return new TenancyRow(
        operation, "", object, call, 200, 404, Reach.ITS_APP, false, (world, named) -> {});
  }

  TenancyRow with(String words) {
    return new TenancyRow(operation, words, object, call, own, foreign, reach, changes, after);
  }

  TenancyRow answering(int ownStatus, int foreignStatus) {
    return new TenancyRow(
        operation, variant, object, call, ownStatus, foreignStatus, reach, changes, after);
  }

  TenancyRow ofEveryApp() {
    return new TenancyRow(
        operation, variant, object, call, own, foreign, Reach.EVERY_APP, changes, after);
  }

  TenancyRow changing() {
    return new TenancyRow(operation, variant, object, call, own, foreign, reach, true, after);
  }

  TenancyRow then(After check) {
    return new TenancyRow(operation, variant, object, call, own, foreign, reach, changes, check);
  }

  /** The same request under another base URL of the old dialect. */
  TenancyRow under(String base) {
    return new TenancyRow(
        operation,
        base.equals("/v2") ? variant : (variant + " under " + base).strip(),
        object,
        (mine, named) -> {
          Call original = call.apply(mine, named);
          return original.at(original.path().replaceFirst("^/v2", base));
        },
        own,
        foreign,
        reach,
        changes,
        after);
  }

  /** Whether it makes something in its caller's own app, a new one each time. */
  boolean makes() {
    return namesNothing() && changes;
  }

  boolean namesNothing() {
    return object.isEmpty();
  }

  /** The row's name. */
  String title() {
    return variant.isEmpty() ? operation : operation + " (" + variant + ")";
  }
}
