package balanceapi.platform.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Locale;

/** The refusals of the native dialect, RFC 9457 (design section 4). */
public enum Problem {
  INVALID_REQUEST(400, "The request is not valid"),
  UNAUTHORIZED(401, "A valid key is needed"),
  FORBIDDEN(403, "This key may not do that"),
  NOT_FOUND(404, "There is nothing here"),
  NO_BALANCE_YET(404, "There is no balance yet"),
  BALANCE_TOO_OLD(409, "The balance is too old"),
  APP_HAS_CUSTOMERS(409, "The app has customers"),
  REFERENCE_TAKEN(409, "The reference reserves another amount"),
  REFERENCE_USED(409, "The reference's reservation is over"),
  TOO_MANY_RESERVATIONS(409, "The account has too many reservations"),
  NO_ENDPOINT(409, "The app has no endpoint to be told at"),
  ENDPOINT_PAUSED(409, "The app's endpoint is paused"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON"),
  RATE_LIMITED(429, "Too many requests"),
  UNAVAILABLE(503, "The service cannot answer right now");

  private final int status;
  private final String title;

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status, 400 to 503. */
  public int status() {
    return status;
  }

  /** One line for people, the same for every answer of this code. */
  public String title() {
    return title;
  }

  /** The code on the wire, lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The answer that refuses with this code.
   *
   * @param detail what the caller should change; never an exception's message or another person's data
   */
  public APIGatewayV2HTTPResponse answer(String detail) {
    return Answer.problem(this, detail).build();
  }
}
