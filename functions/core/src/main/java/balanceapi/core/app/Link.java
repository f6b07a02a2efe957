package balanceapi.core.app;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An app link: a page of the widget under an address of its own, for an app that has no page to put it in.
 *
 * @param id the link's id, 24 hex digits
 * @param appId the app whose it is
 * @param name what it is for, as its owner calls it
 * @param look how it looks, and what it says
 * @param countries the countries whose banks may be chosen, ISO 3166
 * @param products what is asked of the bank
 * @param supportEmail where its users find help
 * @param successUrl where a user goes after connecting
 * @param callbackUrl where the app is told of it
 * @param options free data as JSON, echoed on webhooks
 * @param expiresAt from when on it opens nothing any more
 * @param returning who is asked to come back, if it was made for somebody
 * @param createdAt when it was made
 */
public record Link(
    String id,
    String appId,
    String name,
    Look look,
    List<String> countries,
    List<String> products,
    Optional<String> supportEmail,
    Optional<String> successUrl,
    Optional<String> callbackUrl,
    Optional<String> options,
    Optional<Instant> expiresAt,
    Optional<Returning> returning,
    Instant createdAt) {

  /**
   * The look of a link.
   *
   * @param logo the address of a picture
   * @param color such as {@code #1a2b3c}
   * @param continueCta what its button says
   */
  public record Look(
      Optional<String> logo, Optional<String> color, Optional<String> continueCta) {}

  /**
   * A customer who connects again what was connected before, and nothing else.
   *
   * @param customer the customer's id
   * @param account the number or id of the account that it is about, if it is about one
   * @param bank the id or the slug of the bank that it is about, if it is about one
   */
  public record Returning(String customer, Optional<String> account, Optional<String> bank) {}

  public Link {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(appId, "appId");
    Objects.requireNonNull(name, "name");
    countries = List.copyOf(countries);
    products = List.copyOf(products);
  }

  /** Says whether it opens nothing any more. */
  public boolean isExpired(Instant now) {
    return expiresAt.filter(at -> !now.isBefore(at)).isPresent();
  }
}
