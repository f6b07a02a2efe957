package balanceapi.platform.http;

import java.util.Objects;

/** A request is refused with a problem; {@link Edge} turns it into the answer. */
public class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final String detail;

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
}
