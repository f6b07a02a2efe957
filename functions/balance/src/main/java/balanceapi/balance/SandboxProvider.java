package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.Config;
import balanceapi.platform.json.Json;
import balanceapi.platform.sqs.SqsClients;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Asks the banks of the sandbox, through a queue: this function needs no more than to send to it, and the answer
 * comes from another, by webhook. Any other bank has no provider.
 */
final class SandboxProvider implements ProviderRefresh {

  private final Consumer<String> queue;

  SandboxProvider(Consumer<String> queue) {
    this.queue = queue;
  }

  /** Through the queue that {@code PROVIDER_QUEUE_URL} names; its client is made when it is first needed. */
  static ProviderRefresh of(Config config) {
    String url = config.required("PROVIDER_QUEUE_URL");
    Supplier<SqsClient> client = SqsClients.onFirstUse(config);
    return new SandboxProvider(
        message -> client.get().sendMessage(send -> send.queueUrl(url).messageBody(message)));
  }

  @Override
  public Answer ask(App app, Account account, String record, String home, Instant now) {
    boolean isSandbox =
        app.settings().env() == App.Env.SANDBOX
            && Bank.ofSandbox(account.identity().bank()).isPresent();
    if (!isSandbox) {
      return Answer.NO_PROVIDER;
    }
    try {
      queue.accept(
          Json.write(
              Json.object().put("app", app.id()).put("record", record).put("home", home)));
      return Answer.SENT;
    } catch (SdkException e) {
      throw new StoreUnavailable("the queue of the sandbox did not take a message", e);
    }
  }
}
