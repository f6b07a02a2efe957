package balanceapi.bench;

/**
 * One run of the refresh, measured.
 *
 * @param accounts the accounts that there are
 * @param history the observations of each
 * @param percent the share of them that is due
 * @param due how many are due
 * @param seconds how long it took, by eight workers on one machine
 * @param messages messages of the refresh queue
 * @param spent calls and units
 * @param peakHeap bytes of heap alive at most, in the process of the workers
 */
record Row(
    int accounts,
    int history,
    int percent,
    int due,
    double seconds,
    int messages,
    Meter.Tally spent,
    long peakHeap) {

  double accountsASecond() {
    return due / seconds;
  }

  /** Read units of the table for one account due: its pendings. */
  double readsADue() {
    return spent.reads() / due;
  }

  double writesADue() {
    return spent.writes() / due;
  }

  double requestsADue() {
    return (double) spent.requests() / due;
  }

  double indexReadsADue() {
    return spent.indexReads() / due;
  }

  double peakMegabytes() {
    return peakHeap / 1e6;
  }
}
