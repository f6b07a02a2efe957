/** Balance API: the benchmark, {@code ./bench/run}. */
package balanceapi.bench;
