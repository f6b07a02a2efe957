package balanceapi.balance;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.Credentials;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.Decisions;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.TransactionLists;
import balanceapi.core.usecase.FreshFigures;
import balanceapi.core.usecase.Notifications;
import balanceapi.core.usecase.Reservations;
import balanceapi.core.usecase.Thresholds;
import balanceapi.core.usecase.Transactions;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.Cursors;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
import balanceapi.platform.Snapshot;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Request;
import balanceapi.platform.log.Log;
import balanceapi.platform.notification.DeliveryQueue;
import balanceapi.platform.secrets.Secrets;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The queries of both dialects, and whatever no other function's route takes: that is 404. */
public final class BalanceHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  /** An id of the right form that no app and no account has. */
  private static final String NOBODY = "0".repeat(24);

  private final NativeRoutes nativeRoutes;
  private final V2Routes v2Routes;
  private final RateLimit limit;
  private final Log log;

  @SuppressWarnings("unused") // held, or the runtime forgets it
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public BalanceHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code PROVIDER_QUEUE_URL}, {@code NOTIFICATION_QUEUE_URL}, {@code APP_RATE} and
   * {@code APP_BURST}, and {@code CURSOR_KEY} or {@code CURSOR_KEY_SECRET}.
   */
  public BalanceHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private BalanceHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), clock);
  }

  private BalanceHandler(Config config, DynamoDbClient client, Clock clock) {
    this(
        Stores.of(client, config),
        SandboxProvider.of(config),
        DeliveryQueue.of(config),
        new Cursors(Secrets.of(config, "CURSOR_KEY", clock)),
        RateLimit.of(config, clock),
        clock,
        Log.of("balance", config));
  }

  BalanceHandler(
      Stores stores,
      ProviderRefresh provider,
      DeliveryQueue queue,
      Cursors cursors,
      RateLimit limit,
      Clock clock,
      Log log) {
    AccountStore store = stores.accounts();
    KnownApps apps = new KnownApps(stores.apps(), clock);
    Credentials credentials = new Credentials(SecureRandom::new);
    V2Links links = new V2Links(stores.apps(), credentials, clock);
    ReturnLinks returnLinks = new ReturnLinks(stores.apps(), credentials, clock);
    FreshFigures fresh = new FreshFigures(store, provider.or(new RefreshUrlProvider(queue)));
    V2Refresh refresh = new V2Refresh(fresh, clock);
    Balances balances = new Balances(store);
    Tenancy tenancy = new Tenancy(apps);
    Pages pages = new Pages(cursors);
    DecisionRoutes decisions =
        new DecisionRoutes(
            tenancy,
            // Made at each use, so that no generator is frozen into a snapshot.
            new Decisions(store, stores.checks(), () -> new SecureRandom().nextLong()),
            new Reservations(store),
            pages,
            clock);
    this.nativeRoutes =
        new NativeRoutes(
            tenancy,
            balances,
            new Transactions(store),
            new EraseCustomer(store),
            returnLinks,
            decisions,
            new RefreshRoutes(tenancy, fresh, clock),
            new ThresholdRoutes(tenancy, new Thresholds(store)),
            new NotificationRoutes(tenancy, new Notifications(stores.notifications()), queue, pages, clock),
            new ExportRoutes(tenancy, balances, pages, clock),
            pages,
            clock);
    this.v2Routes =
        new V2Routes(
            apps,
            new V2Balances(balances, cursors, clock),
            new V2Transactions(new TransactionLists(store), balances, cursors, clock),
            new V2Directory(balances, cursors, clock),
            links,
            refresh);
    this.limit = Objects.requireNonNull(limit, "limit");
    this.log = Objects.requireNonNull(log, "log");
    this.snapshot = Snapshot.warmedUpBy(() -> warmUp(apps, balances), log);
  }

  private static void warmUp(KnownApps apps, Balances balances) {
    apps.find(NOBODY);
    balances.glance(new AccountRef(NOBODY, NOBODY));
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Log here = log.in(context);
    Request request = Request.of(event);
    List<String> path = request.segments();
    return V2Routes.prefix(path) > 0
        ? v2Routes.answer(request, here, () -> admit(request, here))
        : Edge.answer(
            here,
            () -> {
              admit(request, here);
              APIGatewayV2HTTPResponse answer = nativeRoutes.answer(request);
              if (request.method().equals("DELETE")) {
                // Who took something away leaves a trace; of whom, does not.
                here.with("app", request.caller().app().orElseThrow())
                    .with("of", path.size() > 2 ? path.get(2) : path.getFirst())
                    .info("deleted");
              }
              return answer;
            });
  }

  /** Only who showed a key has tokens to take: the rest is refused, or asks for what costs nothing. */
  private void admit(Request request, Log here) {
    request.caller().app().ifPresent(app -> limit.take(app, here));
  }
}
