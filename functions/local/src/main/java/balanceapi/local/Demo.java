package balanceapi.local;

import java.io.PrintStream;
import java.net.URI;

/** Placeholder. */
record Demo(URI url, String adminToken, PrintStream out) {
  void seed() {}
}
