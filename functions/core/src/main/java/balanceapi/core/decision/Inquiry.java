package balanceapi.core.decision;

import java.util.Optional;

/**
 * A question and whom it is about.
 *
 * @param subject whose money it is
 * @param question what is asked
 * @param reserve whether the amount is to be held, too; of an account alone
 * @param reference the client's own word for it, given back as it came
 */
public record Inquiry(
    Subject subject,
    FundsCheck.Question question,
    Optional<Reserve> reserve,
    Optional<String> reference) {

  public Inquiry {
    if (reserve.isPresent() && subject instanceof Subject.AnyOfCustomer) {
      throw new IllegalArgumentException("one account is reserved of, not any");
    }
  }

  /** Whose money it is. */
  public sealed interface Subject {

    /** One account, by its id or another name of it. */
    record OneAccount(String id) implements Subject {}

    /** Whichever account of a customer has it. */
    record AnyOfCustomer(String id) implements Subject {}
  }
}
