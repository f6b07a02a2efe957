package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.store.AccountStore;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Vaults;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The banks of the sandbox: asked through a queue, they answer by webhook. */
public final class BankHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  private final KnownApps apps;
  private final Logins logins;
  private final BankConnector banks;
  private final Delivery delivery;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public BankHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME}, and {@code VAULT_KEY_ID} or {@code VAULT_KEY}. */
  public BankHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private BankHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), Vaults.of(config, clock), clock);
  }

  private BankHandler(Config config, DynamoDbClient client, Vault vault, Clock clock) {
    this(
        new KnownApps(new DynamoAppStore(client, config.required(DynamoClients.TABLE)), clock),
        DynamoAccountStore.of(client, config),
        new SandboxBanks(),
        new Delivery(vault, clock),
        clock,
        Log.of("sandbox-bank", config));
  }

  BankHandler(
      KnownApps apps,
      AccountStore store,
      BankConnector banks,
      Delivery delivery,
      Clock clock,
      Log log) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.logins = new Logins(store);
    this.banks = Objects.requireNonNull(banks, "banks");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    Log here = log.in(context);
    List<BatchItemFailure> failures = new ArrayList<>();
    for (SQSEvent.SQSMessage message : event.getRecords()) {
      try {
        answer(Json.parse(message.getBody().getBytes(StandardCharsets.UTF_8)));
      } catch (RuntimeException fault) {
        here.with("message_id", message.getMessageId()).error("bank message failed", fault);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private void answer(Fields message) {
    String home = message.required("home", message::text);
    String record = message.required("record", message::id);
    // An app or a record that is gone meanwhile needs no answer.
    Optional<App> app = apps.find(message.required("app", message::id));
    app.filter(each -> each.settings().env() == App.Env.SANDBOX)
        .ifPresent(
            sandbox ->
                logins
                    .ofRecord(sandbox, record)
                    .ifPresent(
                        login ->
                            delivery.send(
                                sandbox,
                                home,
                                new BankEvents(banks, login, clock.instant()).refreshed())));
  }
}
