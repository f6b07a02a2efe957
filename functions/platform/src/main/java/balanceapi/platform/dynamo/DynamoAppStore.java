package balanceapi.platform.dynamo;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Link;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CustomerStore;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Apps and keys in DynamoDB.
 *
 * <p>An app is one item ({@code pk} its id, {@code sk} {@code APP}), each key one more ({@code KEY#} and the
 * key's SHA-256), each link one ({@code LINK#}), and a line in a directory that the App Builder's list reads ({@code pk}
 * {@code apps}), so that no list scans. Creating writes the three in one transaction, whose token makes a
 * repeat after a lost reply harmless. Every other write says in its condition or by its form that a repeat
 * changes nothing.
 */
public final class DynamoAppStore implements AppStore {

  private static final String DIRECTORY = "apps";
  private static final int CHANGES = 5;
  private static final int SLICE = 100;

  private final DynamoDbClient client;
  private final String table;
  private final Table items;

  public DynamoAppStore(DynamoDbClient client, String table) {
    this.client = Objects.requireNonNull(client, "client");
    this.table = Objects.requireNonNull(table, "table");
    this.items = new Table(client, table);
  }

  @Override
  public boolean create(App app, SecretKey firstKey) {
    Map<String, AttributeValue> line =
        Map.of("pk", text(DIRECTORY), "sk", text(app.id()), "v", AppItems.SCHEMA);
    return items.together(
        items.puttingNew(AppItems.of(app)),
        items.puttingNew(AppItems.of(firstKey)),
        items.puttingNew(line));
  }

  @Override
  public Optional<App> find(String appId) {
    // An app made a moment ago may be missing from the cheap read; one that exists pays for it alone.
    return read(AppItems.appKey(appId), false)
        .or(() -> read(AppItems.appKey(appId), true))
        .map(AppItems::app);
  }

  @Override
  public Page<App> list(Optional<String> after, int limit) {
    // One more than asked for tells whether there is a next page.
    List<String> ids = ids(after, limit + 1).toList();
    List<String> page = ids.subList(0, Math.min(limit, ids.size()));
    return new Page<>(
        page.stream().flatMap(id -> find(id).stream()).toList(),
        ids.size() > limit ? Optional.of(page.getLast()) : Optional.empty());
  }

  @Override
  public Optional<String> next(Optional<String> after) {
    return ids(after, 1).findFirst();
  }

  private Stream<String> ids(Optional<String> after, int limit) {
    Map<String, AttributeValue> values =
        Map.of(":pk", text(DIRECTORY), ":after", text(after.filter(id -> !id.isEmpty()).orElse(" ")));
    return client
        .query(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("pk = :pk AND sk > :after")
                    .expressionAttributeValues(values)
                    .limit(limit))
        .items()
        .stream()
        .map(line -> line.get("sk").s());
  }

  @Override
  public Optional<App> change(String appId, UnaryOperator<App.Settings> change) {
    for (int i = 0; i < CHANGES; i++) {
      Optional<Map<String, AttributeValue>> item = read(AppItems.appKey(appId), true);
      if (item.isEmpty()) {
        return Optional.empty();
      }
      App.Settings settings = change.apply(AppItems.app(item.get()).settings());
      Map<String, AttributeValue> values = new HashMap<>();
      values.put(":settings", AppItems.of(settings));
      values.put(":was", item.get().get("settings"));
      Optional<App> changed =
          update(appId, "SET settings = :settings", "settings = :was", Map.of(), values);
      if (changed.isPresent()) {
        return changed;
      }
    }
    throw new IllegalStateException("an app's settings change faster than they can be read");
  }

  @Override
  public Optional<SecretKey> findKey(String appId, String sha256) {
    return read(AppItems.keyKey(appId, sha256), true).map(AppItems::key);
  }

  @Override
  public List<SecretKey> keys(String appId) {
    return client
        .queryPaginator(
            query ->
                query
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("pk = :pk AND begins_with(sk, :prefix)")
                    .expressionAttributeValues(
                        Map.of(":pk", text(appId), ":prefix", text(AppItems.KEY_PREFIX))))
        .items()
        .stream()
        .map(AppItems::key)
        .sorted(Comparator.comparing(SecretKey::createdAt).thenComparing(SecretKey::id))
        .toList();
  }

  @Override
  public boolean addKey(SecretKey key) {
    return items.together(
        items.finding(AppItems.appKey(key.appId())), items.puttingNew(AppItems.of(key)));
  }

  @Override
  public boolean deleteKey(String appId, String keyId) {
    List<SecretKey> named = keys(appId).stream().filter(key -> key.id().equals(keyId)).toList();
    named.forEach(this::delete);
    return !named.isEmpty();
  }

  private void delete(SecretKey key) {
    client.deleteItem(
        delete -> delete.tableName(table).key(AppItems.keyKey(key.appId(), key.sha256())));
  }

  @Override
  public boolean addSecret(
      String appId, Vault.Purpose purpose, App.WebhookSecret secret, Instant at) {
    Optional<Map<String, AttributeValue>> app = read(AppItems.appKey(appId), true);
    String secrets = AppItems.secrets(purpose);
    if (app.filter(item -> !item.containsKey(secrets)).isPresent()) {
      // Kept before there were secrets of this purpose: one cannot be put where no map is.
      update(
          appId,
          "SET #secrets = if_not_exists(#secrets, :none)",
          "attribute_exists(pk)",
          Map.of("#secrets", secrets),
          Map.of(":none", AttributeValue.fromM(Map.of())));
    }
    return app.isPresent()
        && update(
                appId,
                "SET #secrets.#id = :secret",
                "attribute_exists(pk)",
                Map.of("#secrets", secrets, "#id", secret.id()),
                Map.of(":secret", AppItems.of(secret, at)))
            .isPresent();
  }

  @Override
  public boolean deleteSecret(String appId, Vault.Purpose purpose, String secretId) {
    String secrets = AppItems.secrets(purpose);
    // Read first: a repeat after a lost reply must still say that the secret was there.
    boolean known =
        read(AppItems.appKey(appId), true)
            .flatMap(app -> Optional.ofNullable(app.get(secrets)))
            .filter(there -> there.m().containsKey(secretId))
            .isPresent();
    return known
        && update(
                appId,
                "REMOVE #secrets.#id",
                "attribute_exists(pk)",
                Map.of("#secrets", secrets, "#id", secretId),
                Map.of())
            .isPresent();
  }

  @Override
  public boolean delete(String appId, Instant now) {
    Map<String, AttributeValue> gone =
        Map.of(
            "pk", text(appId),
            "sk", text(Keys.GONE),
            "v", AppItems.SCHEMA,
            // Rare, so it needs no spreading; and the first shard is there however many there are.
            "due_shard", text("0"),
            "due_at", text(Keys.time(now.plus(CustomerStore.IN_FLIGHT))));
    boolean deleted =
        items.together(
            items.deletingOld(AppItems.appKey(appId)),
            items.deletingOld(Keys.key(DIRECTORY, appId)),
            items.puttingNew(gone));
    if (deleted) {
      deleteKeys(appId);
    }
    return deleted;
  }

  @Override
  public void addLink(Link link) {
    client.putItem(put -> put.tableName(table).item(LinkItems.of(link)));
  }

  @Override
  public Optional<Link> findLink(String appId, String linkId) {
    return read(LinkItems.key(appId, linkId), true).map(LinkItems::link);
  }

  @Override
  public void forget(String appId) {
    deleteKeys(appId);
    deleteLinks(appId);
    client.deleteItem(delete -> delete.tableName(table).key(Keys.key(appId, Keys.ENDPOINT)));
    client.deleteItem(delete -> delete.tableName(table).key(Keys.key(appId, Keys.GONE)));
  }

  /** In slices: an app may have made very many. */
  private void deleteLinks(String appId) {
    Table items = new Table(client, table);
    Query links =
        Query.items(appId, LinkItems.PREFIX, LinkItems.PREFIX.replace("#", Keys.END));
    List<Map<String, AttributeValue>> slice;
    do {
      slice = items.page(links, Optional.empty(), SLICE).items();
      items.deleteAll(
          slice.stream().map(item -> Keys.key(appId, item.get("sk").s())).toList());
    } while (!slice.isEmpty());
  }

  private void deleteKeys(String appId) {
    keys(appId).forEach(this::delete);
  }

  private Optional<Map<String, AttributeValue>> read(Map<String, AttributeValue> key, boolean consistent) {
    var answer = client.getItem(get -> get.tableName(table).key(key).consistentRead(consistent));
    return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
  }

  /** Updates an app's item; empty when the condition failed. */
  private Optional<App> update(
      String appId,
      String expression,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    try {
      return Optional.of(
          AppItems.app(
              client
                  .updateItem(
                      update ->
                          update
                              .tableName(table)
                              .key(AppItems.appKey(appId))
                              .updateExpression(expression)
                              .conditionExpression(condition)
                              .expressionAttributeNames(names.isEmpty() ? null : names)
                              .expressionAttributeValues(values.isEmpty() ? null : values)
                              .returnValues(ReturnValue.ALL_NEW))
                  .attributes()));
    } catch (ConditionalCheckFailedException e) {
      return Optional.empty();
    }
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
