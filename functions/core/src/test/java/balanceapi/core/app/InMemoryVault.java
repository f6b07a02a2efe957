package balanceapi.core.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A vault in memory, for tests: what it gives out is a number under which it keeps the secret. */
public final class InMemoryVault implements Vault {

  private record Kept(Context context, String secret) {}

  private final Map<Sealed, Kept> kept = new HashMap<>();
  private final List<Context> opened = new ArrayList<>();
  private boolean refuses;

  @Override
  public synchronized Sealed seal(Context context, String secret) {
    answer();
    Sealed sealed = Sealed.of(new byte[] {(byte) (kept.size() >> 8), (byte) kept.size()});
    kept.put(sealed, new Kept(context, secret));
    return sealed;
  }

  @Override
  public synchronized String open(Context context, Sealed sealed) {
    opened.add(context);
    answer();
    Kept found = kept.get(sealed);
    if (found == null || !found.context().equals(context)) {
      throw new VaultUnavailable("not sealed here under this context");
    }
    return found.secret();
  }

  /** Whether it answers nobody from now on. */
  public synchronized void refuse(boolean refuses) {
    this.refuses = refuses;
  }

  /** The contexts under which it was asked to open something, in that order. */
  public synchronized List<Context> opened() {
    return List.copyOf(opened);
  }

  private void answer() {
    if (refuses) {
      throw new VaultUnavailable("told to refuse");
    }
  }
}
