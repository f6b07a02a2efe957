package balanceapi.platform.dynamo;

import balanceapi.core.store.AuditStore;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How far the audit is, an item a lane: {@code at} its slice, {@code started} its pass, {@code place} where. */
public final class DynamoAuditStore implements AuditStore {

  private final Table table;

  public DynamoAuditStore(DynamoDbClient client, String table) {
    this.table = new Table(client, table);
  }

  @Override
  public Optional<Progress> progress(int lane) {
    return table
        .get(Keys.AUDIT, Integer.toString(lane), true)
        .map(
            item ->
                new Progress(
                    lane,
                    Attributes.instant(item.get("started")),
                    Attributes.unlessNone(item.get("place"), DynamoAuditStore::place),
                    Attributes.instant(item.get("at")),
                    Attributes.number(item.get("left")),
                    Attributes.number(item.get("n"))));
  }

  private static Place place(AttributeValue value) {
    return new Place(
        Attributes.unlessNone(value.l().get(0), AttributeValue::s),
        Attributes.unlessNone(value.l().get(1), AttributeValue::s));
  }

  @Override
  public Optional<Progress> save(Progress progress) {
    Progress next = progress.stored(progress.version() + 1);
    Map<String, AttributeValue> item =
        new Attributes.Item()
            .with("pk", Attributes.of(Keys.AUDIT))
            .with("sk", Attributes.of(Integer.toString(next.lane())))
            .with("v", AppItems.SCHEMA)
            .with("n", Attributes.of(next.version()))
            .with("started", Attributes.of(next.startedAt()))
            .with(
                "place",
                Attributes.orNone(
                    next.place(),
                    place ->
                        Attributes.list(
                            Attributes.orNone(place.app(), Attributes::of),
                            Attributes.orNone(place.after(), Attributes::of))))
            .with("at", Attributes.of(next.sliceAt()))
            .with("left", Attributes.of(next.left()))
            .map();
    return table.putNext(item, next.version()).isEmpty() ? Optional.of(next) : Optional.empty();
  }
}
