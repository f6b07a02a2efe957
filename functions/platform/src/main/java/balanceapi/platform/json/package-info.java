/** Strict JSON: what is doubtful is refused with a sentence that says what to change. */
package balanceapi.platform.json;
