package balanceapi.platform.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A request is refused with a problem; {@link Edge} turns it into the answer. */
public class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final String detail;
  private final transient Map<String, String> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * @param problem the code of the answer, not null
   * @param detail what the caller should change, fit for the caller's eyes
   */
  public Refused(Problem problem, String detail) {
    // No stack trace: a refusal is an answer, and a flood of them must stay cheap.
    super(Objects.requireNonNull(detail, "detail"), null, false, false);
    this.problem = Objects.requireNonNull(problem, "problem");
    this.detail = detail;
  }

  public Problem problem() {
    return problem;
  }

  public String detail() {
    return detail;
  }

  /** Adds a member to the problem, as RFC 9457 lets a problem have; its value may be null. */
  protected final void with(String member, String value) {
    members.put(member, value);
  }

  /** The members besides those that every problem has. */
  public Map<String, String> members() {
    return Collections.unmodifiableMap(members);
  }

  /** Adds a header to the answer; its name is lower case. */
  protected final void header(String name, String value) {
    headers.put(name, value);
  }

  /** The headers that this refusal has besides those of its code. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }
}
