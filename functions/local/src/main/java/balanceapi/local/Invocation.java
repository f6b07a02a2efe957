package balanceapi.local;

import java.nio.charset.StandardCharsets;

/** How a function ended. */
public sealed interface Invocation {

  /** What it answered, or the error object that Lambda makes of its failure: JSON. */
  byte[] payload();

  /** The payload as text. */
  default String text() {
    return new String(payload(), StandardCharsets.UTF_8);
  }

  /** It returned. */
  record Answered(byte[] payload) implements Invocation {}

  /** It threw. */
  record Failed(byte[] payload) implements Invocation {}

  /** It ran longer than the template allows. */
  record TimedOut(byte[] payload) implements Invocation {}
}
