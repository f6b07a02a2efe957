package balanceapi.core.bank;

import java.util.List;
import java.util.Optional;

/**
 * A bank that customers connect to.
 *
 * @param id its id, 24 hex digits for those of the sandbox
 * @param slug its name in a URL
 * @param name its name as people read it
 * @param countries where it is, by ISO 3166 codes
 */
public record Bank(String id, String slug, String name, List<String> countries) {

  /** The banks of the sandbox; none of them is real. */
  public static final List<Bank> SANDBOX =
      List.of(
          new Bank("5a0d00000000000000000001", "sandbox-bank", "Sandbox Bank", List.of("NG")),
          new Bank(
              "5a0d00000000000000000002", "sandbox-ledger-bank", "Sandbox Ledger Bank", List.of("NG")),
          new Bank(
              "5a0d00000000000000000003", "sandbox-savings-bank", "Sandbox Savings Bank", List.of("NG")),
          new Bank(
              "5a0d00000000000000000004",
              "sandbox-bank-kenya",
              "Sandbox Bank Kenya",
              List.of("KE")));

  /** The bank of the sandbox that has this id or this slug. */
  public static Optional<Bank> ofSandbox(String idOrSlug) {
    return SANDBOX.stream()
        .filter(bank -> bank.id().equals(idOrSlug) || bank.slug().equals(idOrSlug))
        .findFirst();
  }
}
