package balanceapi.platform.log;

import balanceapi.platform.Config;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One JSON line an event, with the field names of Powertools for AWS Lambda, and CloudWatch's embedded
 * metric format; written by hand because a logging library costs a cold start more than all else.
 *
 * <p>Never give it a body, a name, a secret or a number that identifies a person: {@link #masked} first. An
 * exception is logged by class and place, not by message, for messages quote what they choked on.
 */
public final class Log {

  private static final String NAMESPACE = "BalanceApi";
  private static final String OURS = "balanceapi.";
  private static final Pattern NUMBER = Pattern.compile("(?<![0-9A-Za-z])[0-9]{10,11}(?![0-9A-Za-z])");
  private static final int MAX_FRAMES = 12;
  private static final int MAX_CAUSES = 5;

  private final String service;
  private final Consumer<String> sink;
  private final Clock clock;
  private final AtomicBoolean cold;
  private final Map<String, Object> common;
  private final boolean toRuntime;

  private Log(
      String service,
      Consumer<String> sink,
      Clock clock,
      AtomicBoolean cold,
      Map<String, Object> common,
      boolean toRuntime) {
    this.service = Objects.requireNonNull(service, "service");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.cold = cold;
    this.common = common;
    this.toRuntime = toRuntime;
  }

  /**
   * The log of a function: standard output, where Lambda takes JSON lines as they are. On one machine many
   * functions share that, so there each invocation's lines go to the logger that came with it.
   */
  public static Log of(String service, Config config) {
    boolean local = config.optional("LOCAL").isPresent();
    return new Log(
        service,
        System.out::println,
        Clock.systemUTC(),
        new AtomicBoolean(true),
        Map.of(),
        local);
  }

  /** The log of a function on this stream. */
  public static Log to(PrintStream stream, String service, Clock clock) {
    return to((Consumer<String>) stream::println, service, clock);
  }

  /** The log of a function on Lambda's logger, for text-format log groups. */
  public static Log to(LambdaLogger logger, String service, Clock clock) {
    return to((Consumer<String>) line -> logger.log(line + "\n"), service, clock);
  }

  /** The log of a function on any sink that takes one line a call. */
  public static Log to(Consumer<String> sink, String service, Clock clock) {
    return new Log(service, sink, clock, new AtomicBoolean(true), Map.of(), false);
  }

  /** The log of one invocation: its lines carry the request id and whether it was the instance's first. */
  public Log in(Context context) {
    Map<String, Object> fields = new LinkedHashMap<>(common);
    fields.put("cold_start", cold.getAndSet(false));
    Optional.ofNullable(context)
        .map(Context::getAwsRequestId)
        .ifPresent(id -> fields.put("function_request_id", id));
    Consumer<String> lines =
        toRuntime && context != null && context.getLogger() != null
            ? context.getLogger()::log
            : sink;
    return new Log(service, lines, clock, cold, fields, false);
  }

  /** The same log with one more field on every line. */
  public Log with(String name, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>(common);
    fields.put(name, value);
    return new Log(service, sink, clock, cold, fields, toRuntime);
  }

  /** Something that was meant to happen. */
  public void info(String message) {
    line("INFO", message, Map.of());
  }

  /** Something that somebody should look at one day. */
  public void warn(String message) {
    line("WARN", message, Map.of());
  }

  /** Something that failed. */
  public void error(String message, Throwable fault) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("exception", classes(fault));
    fields.put("stack", stack(fault));
    line("ERROR", message, fields);
  }

  /** An exception's class and those of its causes. */
  public static String classes(Throwable fault) {
    return Stream.iterate(fault, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .map(cause -> cause.getClass().getName())
        .collect(Collectors.joining(" < "));
  }

  /**
   * Where an exception was thrown, and the way there through our own code: a library's forty frames tell nobody
   * more.
   */
  public static String stack(Throwable fault) {
    StackTraceElement origin = fault.getStackTrace().length == 0 ? null : fault.getStackTrace()[0];
    return Stream.of(fault.getStackTrace())
        .filter(frame -> frame == origin || frame.getClassName().startsWith(OURS))
        .limit(MAX_FRAMES)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < "));
  }

  /** Something that failed and was answered as such: it is no error of the function, so it is counted here. */
  public void fault(String message, Throwable fault) {
    error(message, fault);
    metric("Faults", "Count", 1);
  }

  /**
   * One measurement in the embedded metric format, by the dimension {@code service}.
   *
   * @param unit a CloudWatch unit: {@code Count}, {@code Milliseconds}
   */
  public void metric(String name, String unit, long value) {
    Instant now = clock.instant();
    StringBuilder line = new StringBuilder("{\"_aws\":{\"Timestamp\":").append(now.toEpochMilli());
    line.append(",\"CloudWatchMetrics\":[{\"Namespace\":").append(quoted(NAMESPACE));
    line.append(",\"Dimensions\":[[\"service\"]],\"Metrics\":[{\"Name\":").append(quoted(name));
    line.append(",\"Unit\":").append(quoted(unit)).append("}]}]}");
    member(line, "service", service);
    member(line, name, value);
    common.forEach((field, common) -> member(line, field, common));
    sink.accept(line.append('}').toString());
  }

  /** An account number for the log: its last four digits. */
  public static String masked(String nuban) {
    int shown = Math.min(4, nuban.length() / 2);
    return "*".repeat(nuban.length() - shown) + nuban.substring(nuban.length() - shown);
  }

  /**
   * An id from outside for the log. Who gives it may have made it of an account number or a BVN: ten or
   * eleven digits that stand alone in it are masked; Okra's ids, 24 hex digits, stay as they are.
   */
  public static String id(String id) {
    return NUMBER.matcher(id).replaceAll(found -> masked(found.group()));
  }

  private void line(String level, String message, Map<String, Object> fields) {
    StringBuilder line = new StringBuilder("{\"level\":").append(quoted(level));
    member(line, "message", message);
    member(line, "timestamp", clock.instant().toString());
    member(line, "service", service);
    common.forEach((name, value) -> member(line, name, value));
    fields.forEach((name, value) -> member(line, name, value));
    sink.accept(line.append('}').toString());
  }

  private static void member(StringBuilder line, String name, Object value) {
    line.append(',').append(quoted(name)).append(':');
    line.append(value instanceof Number || value instanceof Boolean ? value : quoted(value.toString()));
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
