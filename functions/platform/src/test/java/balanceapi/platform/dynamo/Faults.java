package balanceapi.platform.dynamo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An HTTP client between the SDK and DynamoDB Local that makes chosen calls go wrong, as they do on AWS and
 * never on DynamoDB Local. What it counts are attempts on the wire: the SDK's repeats pass it too.
 */
public final class Faults implements SdkHttpClient {

  /** How a call goes wrong. */
  public enum Fault {
    /** DynamoDB refuses before doing anything, as when a partition is hot. */
    THROTTLED,
    /** DynamoDB did it, and the reply is lost on the way. */
    REPLY_LOST,
    /** Another transaction is at the same item. */
    CONFLICT,
    /** Another change is at one of a transaction's items. */
    CANCELLED,
    /** DynamoDB answers 500 and has done nothing. */
    BROKEN,
    /** DynamoDB is not reached. */
    UNREACHED
  }

  private record Rule(String operation, int from, int to, Fault fault) {}

  private final SdkHttpClient real;
  private final List<Rule> rules = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  Faults(SdkHttpClient real) {
    this.real = real;
  }

  /** The n-th call from now on goes wrong, counted from 1, whatever its operation. */
  public synchronized void onCall(int n, Fault fault) {
    rules.add(new Rule("", calls.size() + n, calls.size() + n, fault));
  }

  /** The n-th call of this operation from now on goes wrong, counted from 1. */
  public synchronized void onCall(String operation, int n, Fault fault) {
    int at = (int) calls.stream().filter(operation::equals).count() + n;
    rules.add(new Rule(operation, at, at, fault));
  }

  /** The n-th call from now on goes wrong, and all after it, counted from 1. */
  public synchronized void fromCall(int n, Fault fault) {
    rules.add(new Rule("", calls.size() + n, Integer.MAX_VALUE, fault));
  }

  /** Every call from now on goes wrong. */
  public synchronized void always(Fault fault) {
    rules.add(new Rule("", calls.size() + 1, Integer.MAX_VALUE, fault));
  }

  /** Every call of this operation from now on goes wrong. */
  public synchronized void always(String operation, Fault fault) {
    int at = (int) calls.stream().filter(operation::equals).count() + 1;
    rules.add(new Rule(operation, at, Integer.MAX_VALUE, fault));
  }

  /** Nothing goes wrong any more. */
  public synchronized void clear() {
    rules.clear();
  }

  /** The operations of all attempts so far, in order. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
    String operation = target.substring(target.indexOf('.') + 1);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        Optional<Fault> fault = next(operation);
        if (fault.isEmpty()) {
          return real.prepareRequest(request).call();
        }
        return switch (fault.get()) {
          case THROTTLED ->
              refusal(400, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException");
          case CONFLICT -> refusal(400, "com.amazonaws.dynamodb.v20120810#TransactionConflictException");
          case CANCELLED ->
              refusal(
                  400,
                  "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                  ",\"CancellationReasons\":[{\"Code\":\"None\"},{\"Code\":\"TransactionConflict\"}]");
          case BROKEN -> refusal(500, "com.amazonaws.dynamodb.v20120810#InternalServerError");
          case UNREACHED -> throw new IOException("the connection is gone");
          case REPLY_LOST -> {
            HttpExecuteResponse reply = real.prepareRequest(request).call();
            reply.responseBody().ifPresent(AbortableInputStream::abort);
            throw new IOException("the reply was lost");
          }
        };
      }

      @Override
      public void abort() {
        // Nothing is under way outside of call().
      }
    };
  }

  @Override
  public void close() {
    real.close();
  }

  private synchronized Optional<Fault> next(String operation) {
    calls.add(operation);
    int nth = calls.size();
    int nthOfItsKind = (int) calls.stream().filter(operation::equals).count();
    return rules.stream()
        .filter(
            rule ->
                rule.operation().isEmpty()
                    ? rule.from() <= nth && nth <= rule.to()
                    : rule.operation().equals(operation)
                        && rule.from() <= nthOfItsKind
                        && nthOfItsKind <= rule.to())
        .map(Rule::fault)
        .findFirst();
  }

  private static HttpExecuteResponse refusal(int status, String type) {
    return refusal(status, type, "");
  }

  private static HttpExecuteResponse refusal(int status, String type, String more) {
    byte[] body =
        ("{\"__type\":\"" + type + "\",\"message\":\"made up\"" + more + "}").getBytes(StandardCharsets.UTF_8);
    return HttpExecuteResponse.builder()
        .response(
            SdkHttpResponse.builder()
                .statusCode(status)
                .putHeader("content-type", "application/x-amz-json-1.0")
                .putHeader("content-length", Integer.toString(body.length))
                .build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }
}
