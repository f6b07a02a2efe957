package balanceapi.platform.http;

/** One field of a request is wrong: {@code invalid_request}, naming the field and what to change. */
public final class BadRequest extends Refused {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the field, parameter or part of the request as the caller wrote it
   * @param change what is wrong with it, a phrase that goes on after the name: {@code "must be a text"}
   */
  public BadRequest(String field, String change) {
    super(Problem.INVALID_REQUEST, field + " " + change);
    this.field = field;
  }

  /** The field that is wrong. */
  public String field() {
    return field;
  }
}
