package balanceapi.core.app;

import balanceapi.core.store.AccountStore.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where apps and their keys are kept.
 *
 * <p>Each change is durable when its method returns, and has one effect however often a lost reply makes the
 * store's client repeat it. A store that does not answer throws.
 */
public interface AppStore {

  /**
   * Keeps a new app and its first key, both or neither.
   *
   * @return false if an app of this id exists; nothing was changed then
   */
  boolean create(App app, SecretKey firstKey);

  /** The app of this id. One just created is found; a change to it may take a second to show. */
  Optional<App> find(String appId);

  /**
   * A page of the apps by id, ascending. One that is deleted while it is read leaves a gap: a page may have fewer than
   * asked for, or none, and not be the last.
   *
   * @param after where the page before ended, or empty for the first page
   * @param limit the most to give, positive
   */
  Page<App> list(Optional<String> after, int limit);

  /**
   * The id that comes next in the list of apps, one just deleted among them.
   *
   * @param after an id, or empty for the first
   */
  Optional<String> next(Optional<String> after);

  /**
   * Changes an app's settings; the change may be asked for again when another one came between.
   *
   * @return the app as it is now, or empty if there is none of this id
   */
  Optional<App> change(String appId, UnaryOperator<App.Settings> change);

  /** The key of this hash, as it is this moment: one just made is found, one just deleted is not. */
  Optional<SecretKey> findKey(String appId, String sha256);

  /** The app's keys by the time they were made. */
  List<SecretKey> keys(String appId);

  /**
   * Keeps one more key.
   *
   * @return false if there is no app of this id
   */
  boolean addKey(SecretKey key);

  /** Deletes a key by its id; false if the app has none of this id. */
  boolean deleteKey(String appId, String keyId);

  /**
   * Keeps one more secret of this purpose; the others stay valid.
   *
   * @param purpose {@link Vault.Purpose#WEBHOOK} or {@link Vault.Purpose#NOTIFICATION}
   * @return false if there is no app of this id
   */
  boolean addSecret(String appId, Vault.Purpose purpose, App.WebhookSecret secret, Instant at);

  /** Deletes a secret of this purpose by its id; false if the app has none of this id. */
  boolean deleteSecret(String appId, Vault.Purpose purpose, String secretId);

  /** Keeps a link of an app; kept twice it is one. */
  void addLink(Link link);

  /** The app's link of this id. One just made is found. */
  Optional<Link> findLink(String appId, String linkId);

  /**
   * Deletes an app with its keys, and marks what is left of it as due to be forgotten a minute later. A
   * repetition after a fault goes on.
   *
   * @return false if there is no app of this id
   */
  boolean delete(String appId, Instant now);

  /** Deletes the last that is known of a deleted app, its links among it; to be repeated when it throws. */
  void forget(String appId);
}
