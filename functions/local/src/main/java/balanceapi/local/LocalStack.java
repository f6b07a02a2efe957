package balanceapi.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The whole deployment of a template, running in this JVM until it is closed: its functions, its HTTP API,
 * its table in DynamoDB Local with its stream, its queues in an embedded SQS, its schedules.
 */
public final class LocalStack implements AutoCloseable {

  /**
   * How to run it.
   *
   * @param template the template's file; code is found relative to it
   * @param port the API's port, 0 for a free one
   * @param data the folder that keeps the data; in memory when empty
   * @param dynamodb a DynamoDB that already runs; an embedded one when empty
   * @param environment added to every function's environment
   * @param secrets secrets by name, such as ADMIN_TOKEN, for the functions that the template gives them; the
   *     others are made for this run, or kept with the data
   * @param parameters values for the template's parameters; the others have their defaults
   * @param schedules whether the schedules run; functions can be invoked without
   * @param logFile the file that gets the functions' log lines
   * @param echo whether they go to standard error too
   */
  public record Options(
      Path template,
      int port,
      Optional<Path> data,
      Optional<URI> dynamodb,
      Map<String, String> environment,
      Map<String, String> secrets,
      Map<String, String> parameters,
      boolean schedules,
      Optional<Path> logFile,
      boolean echo) {

    public Options {
      Objects.requireNonNull(template, "template");
      environment = Map.copyOf(environment);
      secrets = Map.copyOf(secrets);
      parameters = Map.copyOf(parameters);
    }

    /** A run for tests: any free port, in memory, no schedules, log lines kept but not shown. */
    public static Options of(Path template) {
      return new Options(
          template,
          0,
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Map.of(),
          false,
          Optional.empty(),
          false);
    }

    /** The same with this added to every function's environment. */
    public Options withEnvironment(Map<String, String> more) {
      Map<String, String> merged = new HashMap<>(environment);
      merged.putAll(more);
      return new Options(
          template, port, data, dynamodb, merged, secrets, parameters, schedules, logFile, echo);
    }

    /** The same with these values for the template's parameters. */
    public Options withParameters(Map<String, String> values) {
      return new Options(
          template, port, data, dynamodb, environment, secrets, values, schedules, logFile, echo);
    }

    /** The same on this port. */
    public Options withPort(int other) {
      return new Options(
          template, other, data, dynamodb, environment, secrets, parameters, schedules, logFile, echo);
    }

    /** The same with its data kept in this folder. */
    public Options withData(Path folder) {
      return new Options(
          template,
          port,
          Optional.of(folder),
          dynamodb,
          environment,
          secrets,
          parameters,
          schedules,
          logFile,
          echo);
    }
  }

  private final Deque<AutoCloseable> open;
  private final Functions functions;
  private final FunctionLog log;
  private final Surroundings surroundings;
  private final URI url;
  private final URI dynamodb;
  private final LocalNames names;

  private LocalStack(
      Deque<AutoCloseable> open,
      Functions functions,
      FunctionLog log,
      Surroundings surroundings,
      URI url,
      URI dynamodb,
      LocalNames names) {
    this.open = open;
    this.functions = functions;
    this.log = log;
    this.surroundings = surroundings;
    this.url = url;
    this.dynamodb = dynamodb;
    this.names = names;
  }

  /**
   * Starts everything and serves.
   *
   * @throws LocalFailure with one line for a person, if it cannot
   */
  public static LocalStack start(Options options) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return start(options, open);
    } catch (LocalFailure e) {
      close(open);
      throw e;
    }
  }

  private static LocalStack start(Options options, Deque<AutoCloseable> open) {
    HttpServer server = HttpEdge.bind(options.port());
    open.push(() -> server.stop(0));
    FunctionLog log = FunctionLog.open(options.logFile(), options.echo());
    open.push(log);
    URI sqs = URI.create("http://127.0.0.1:" + freePort());
    Template template = Template.read(options.template(), options.parameters(), sqs);
    List<StreamTrigger> streams = template.streamTriggers();
    Path folder = temporaryFolder();
    open.push(() -> delete(folder));

    URI dynamo = options.dynamodb().orElseGet(() -> URI.create("http://127.0.0.1:" + freePort()));
    Optional<Path> data = options.data().map(LocalStack::writable);
    data.ifPresent(dir -> open.push(onlyUser(dir)));
    MadeSecrets made = data.map(MadeSecrets::keptIn).orElseGet(MadeSecrets::forThisRun);
    Surroundings surroundings =
        new Surroundings(dynamo, sqs, options.environment(), options.secrets(), made);
    SideTask<DynamoDb> database =
        SideTask.start(
            () -> options.dynamodb().isPresent() ? null : DynamoDb.start(dynamo.getPort(), data, folder));
    SideTask<Queues> queues = SideTask.start(() -> Queues.start(sqs.getPort()));
    Functions functions;
    try {
      functions = Functions.start(template.functions(), folder, surroundings, log);
      open.push(functions);
    } finally {
      Optional.ofNullable(queues.join()).ifPresent(open::push);
      Optional.ofNullable(database.join()).ifPresent(open::push);
    }
    prepare(template, dynamo, sqs);

    LocalNames names = new LocalNames(Map.of(), sqs);
    for (Template.QueueTrigger trigger : template.queueTriggers()) {
      open.push(new QueuePoller(trigger, sqs, names.queueUrl(trigger.queue()), functions));
    }
    for (StreamTrigger trigger : streams) {
      streamPoller(trigger, dynamo, data, functions, names).ifPresent(open::push);
    }
    if (options.schedules()) {
      open.push(new Schedules(template.scheduleTriggers(), functions, Clock.systemUTC()));
    }
    HttpEdge edge = HttpEdge.serve(server, new HttpApi(template, functions), new InvokeApi(functions), log);
    return new LocalStack(open, functions, log, surroundings, edge.url(), dynamo, names);
  }

  private static void prepare(Template template, URI dynamo, URI sqs) {
    try {
      DynamoDb.createTables(dynamo, template.tables());
      Queues.create(sqs, template.queues());
    } catch (IOException e) {
      throw new LocalFailure("DynamoDB at " + dynamo + " does not answer; is it running there?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("the local run was interrupted", e);
    }
  }

  /** An older DynamoDB may have no streams; everything else is to work with it all the same. */
  private static Optional<StreamPoller> streamPoller(
      StreamTrigger trigger, URI dynamo, Optional<Path> data, Functions functions, LocalNames names) {
    StreamPositions positions =
        data.map(folder -> StreamPositions.keptIn(folder, trigger))
            .orElseGet(StreamPositions::forThisRun);
    try {
      TableStream stream = TableStream.of(dynamo, trigger.table());
      return Optional.of(StreamPoller.start(trigger, stream, positions, functions, names));
    } catch (IOException e) {
      functions.log().line(
          trigger.function(),
          "no notification flows in this run, for the stream of " + trigger.table() + " at " + dynamo
              + " cannot be read: " + e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("the local run was interrupted", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LocalFailure("there is no free port", e);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("balance-api");
    } catch (IOException e) {
      throw new LocalFailure("no temporary folder can be made", e);
    }
  }

  /** Two runs on one database file would each keep half of the truth. */
  private static AutoCloseable onlyUser(Path folder) {
    try {
      FileChannel file =
          FileChannel.open(
              folder.resolve(".in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = file.tryLock();
      } catch (OverlappingFileLockException sameProcess) {
        // Refused below, like another process's.
      }
      if (lock == null) {
        file.close();
        throw new LocalFailure(
            "the folder " + folder + " is in use by another run; stop that one or choose another");
      }
      return file;
    } catch (IOException e) {
      throw new LocalFailure("the folder " + folder + " cannot be locked", e);
    }
  }

  private static Path writable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".written", ""));
      return folder;
    } catch (IOException e) {
      throw new LocalFailure("the folder " + folder + " cannot be written", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Where the API answers. */
  public URI url() {
    return url;
  }

  /** Where its DynamoDB answers, to any key and region. */
  public URI dynamodb() {
    return dynamodb;
  }

  /** The URL of a queue, by its logical id in the template. */
  public URI queue(String logicalId) {
    return URI.create(names.queueUrl(logicalId));
  }

  /** The secret that the functions know by this name, such as {@code ADMIN_TOKEN}. */
  public String secret(String name) {
    return surroundings.secret(name);
  }

  /**
   * Invokes a function and waits for it.
   *
   * @param logicalId its name in the template
   * @param event JSON
   * @throws LocalFailure if the template has no such function
   */
  public Invocation invoke(String logicalId, String event) throws InterruptedException {
    return functions.named(logicalId).invoke(event.getBytes(StandardCharsets.UTF_8));
  }

  /** The newest lines that a function logged, oldest first. */
  public List<String> logs(String logicalId) {
    return log.lines(logicalId);
  }

  @Override
  public void close() {
    close(open);
  }

  private static void close(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.err.println("closing: " + e);
      }
    }
  }
}
