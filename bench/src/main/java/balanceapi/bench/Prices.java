package balanceapi.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * List prices, quotas, and the few figures that are assumed, from {@code bench/prices.properties}.
 *
 * @param origin the region and the date of the prices
 * @param write dollars a write unit
 * @param read dollars a read unit
 * @param queueRequest dollars a request to SQS
 * @param invocation dollars a request to Lambda
 * @param gigabyteSecond dollars a gigabyte-second of Lambda
 * @param callSeconds a call to DynamoDB, assumed
 * @param lineBytes a line of an app's directory, assumed
 * @param gigabytes the worker's memory
 * @param workers as many at once
 * @param tableWrites quota of write units a second of the table, and of the index
 * @param partitionWrites quota of write units a second of a partition
 * @param partitionReads quota of read units a second of a partition
 */
record Prices(
    String origin,
    double write,
    double read,
    double queueRequest,
    double invocation,
    double gigabyteSecond,
    double callSeconds,
    double lineBytes,
    double gigabytes,
    int workers,
    double tableWrites,
    double partitionWrites,
    double partitionReads) {

  private static final double MILLION = 1e6;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException naming the entry that is missing or no number
   */
  static Prices read(Path file) throws IOException {
    Properties entries = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      entries.load(text);
    }
    return new Prices(
        text(entries, "region") + ", " + text(entries, "date"),
        number(entries, "dynamodb.million.writes") / MILLION,
        number(entries, "dynamodb.million.reads") / MILLION,
        number(entries, "sqs.million.requests") / MILLION,
        number(entries, "lambda.million.requests") / MILLION,
        number(entries, "lambda.gb.second"),
        number(entries, "assumed.call.ms") / 1_000,
        number(entries, "assumed.directory.line.bytes"),
        number(entries, "worker.gb"),
        (int) number(entries, "worker.concurrency"),
        number(entries, "quota.table.writes"),
        number(entries, "quota.partition.writes"),
        number(entries, "quota.partition.reads"));
  }

  private static String text(Properties entries, String name) {
    String value = entries.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("prices.properties has no " + name);
    }
    return value.strip();
  }

  private static double number(Properties entries, String name) {
    try {
      return Double.parseDouble(text(entries, name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("prices.properties: " + name + " is no number", e);
    }
  }
}
