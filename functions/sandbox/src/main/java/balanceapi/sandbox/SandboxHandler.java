package balanceapi.sandbox;

import balanceapi.core.app.AppStore;
import balanceapi.core.app.Vault;
import balanceapi.core.store.AccountStore;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Request;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Vaults;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The sandbox, for apps whose {@code env} is {@code production-sandbox} alone: the widget, and customers who never sat
 * before it. It writes nothing: whatever it makes comes in by webhook.
 */
public final class SandboxHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final ConnectRoutes connect;
  private final CustomerRoutes customers;
  private final RateLimit limit;
  private final Log log;

  /** As Lambda makes it. */
  public SandboxHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code APP_RATE} and {@code APP_BURST}, and {@code VAULT_KEY_ID} or
   * {@code VAULT_KEY}.
   */
  public SandboxHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private SandboxHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), Vaults.of(config, clock), clock);
  }

  private SandboxHandler(Config config, DynamoDbClient client, Vault vault, Clock clock) {
    this(
        new DynamoAppStore(client, config.required(DynamoClients.TABLE)),
        DynamoAccountStore.of(client, config),
        new SandboxBanks(),
        vault,
        RateLimit.of(config, clock),
        clock,
        Log.of("sandbox", config));
  }

  SandboxHandler(
      AppStore appStore,
      AccountStore store,
      BankConnector banks,
      Vault vault,
      RateLimit limit,
      Clock clock,
      Log log) {
    KnownApps apps = new KnownApps(appStore, clock);
    Delivery delivery = new Delivery(vault, clock);
    Visits visits = new Visits(vault, clock);
    this.connect =
        new ConnectRoutes(
            apps, appStore, new ConnectFlow(banks, store, delivery, visits, clock), visits, limit, clock);
    this.customers = new CustomerRoutes(apps, store, banks, delivery, clock);
    this.limit = Objects.requireNonNull(limit, "limit");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Log here = log.in(context);
    Request request = Request.of(event);
    if (ConnectRoutes.has(request.segments())) {
      return connect.answer(request, here);
    }
    return V2Answer.answer(
        here,
        () -> {
          request.caller().app().ifPresent(app -> limit.take(app, here));
          return customers.route(request);
        });
  }
}
