# Sourced by mvnw and start: finds an installed JDK 25 or newer and exports JAVA_HOME. POSIX sh, with or
# without -e, -u and -f. The PATH's own java may be older, or missing: the build does not depend on it.

jdk_wanted=25

# The release file is read rather than java started: 30 candidates cost milliseconds, not seconds.
jdk_fits() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  jdk_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || return 1
  [ -n "$jdk_major" ] && [ "$jdk_major" -ge "$jdk_wanted" ]
}

jdk_on_path() {
  jdk_java=$(command -v java 2>/dev/null) || return 0
  while [ -L "$jdk_java" ]; do
    jdk_link=$(readlink "$jdk_java") || return 0
    case $jdk_link in
    /*) jdk_java=$jdk_link ;;
    *) jdk_java=$(dirname "$jdk_java")/$jdk_link ;;
    esac
  done
  printf '%s\n' "${jdk_java%/bin/java}"
}

jdk_candidates() {
  [ -z "${JAVA_HOME-}" ] || printf '%s\n' "$JAVA_HOME"
  jdk_on_path
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$jdk_wanted+" 2>/dev/null || :
  fi
  jdk_home=${HOME:-/nonexistent}
  # A subshell with the default word splitting and file name patterns, whatever the caller has set.
  (
    unset IFS
    set +f
    for jdk_dir in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/jdk* /usr/local/lib/jvm/* \
      /opt/*/ /opt/java/* /opt/jdk/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "$jdk_home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${SDKMAN_DIR:-$jdk_home/.sdkman}"/candidates/java/* "$jdk_home"/.jdks/* \
      "${ASDF_DATA_DIR:-$jdk_home/.asdf}"/installs/java/* \
      "${MISE_DATA_DIR:-$jdk_home/.local/share/mise}"/installs/java/* \
      "$jdk_home"/.jabba/jdk/* "$jdk_home"/.gradle/jdks/*; do
      printf '%s\n' "${jdk_dir%/}"
    done
  )
}

jdk_find() {
  jdk_candidates | while IFS= read -r jdk_dir; do
    for jdk_inner in "$jdk_dir" "$jdk_dir/Contents/Home"; do
      if jdk_fits "$jdk_inner"; then
        printf '%s\n' "$jdk_inner"
        exit 0
      fi
    done
  done
}

jdk_found=$(jdk_find)
if [ -z "$jdk_found" ]; then
  echo "JDK $jdk_wanted or newer was not found: install one (e.g. Temurin $jdk_wanted, https://adoptium.net) or set JAVA_HOME to it." >&2
  exit 1
fi
JAVA_HOME=$jdk_found
export JAVA_HOME
