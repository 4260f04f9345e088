#!/usr/bin/env bash
# Usage: ./build.sh [build|test|demo|bench]        Case does not matter. Needs only the .NET SDK.
# With PowerShell at hand all is done by build.ps1; without it, everything that needs none.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1
task=$(printf '%s' "${1:-build}" | tr '[:upper:]' '[:lower:]')
case "$task" in
  build | test | demo | bench) ;;
  *) echo "Unknown task '$1'. Tasks: build, test, demo, bench." >&2; exit 2 ;;
esac

pwsh=$(command -v pwsh || true)
if [ -z "$pwsh" ] && [ "$task" != build ]; then
  if [ ! -x out/tools/pwsh ]; then
    dotnet tool install PowerShell --tool-path out/tools >/dev/null 2>&1 || true
  fi
  # A tool that was built for another runtime installs, and does not start.
  if [ -x out/tools/pwsh ] && out/tools/pwsh -NoProfile -Command 'exit 0' >/dev/null 2>&1; then
    pwsh=out/tools/pwsh
  fi
fi
if [ -n "$pwsh" ]; then
  exec "$pwsh" -NoProfile -NoLogo -NonInteractive -File build.ps1 "$task"
fi

dotnet build BitbucketPipelines.sln --configuration Release --nologo --verbosity quiet
case "$task" in
  test)
    failed=0
    dotnet test tests/BitbucketPipelines.Tests --configuration Release --no-build --nologo \
      --logger 'console;verbosity=minimal' --logger 'trx;LogFileName=xunit.trx' --results-directory out/test || failed=1
    counters=$(grep -o '<Counters [^>]*>' out/test/xunit.trx)
    count() { printf '%s' "$counters" | sed -E "s/.* $1=\"([0-9]+)\".*/\1/"; }
    files=$(find tests/Pester -name '*.Tests.ps1' | wc -l)
    echo "No PowerShell here: $files Pester files are skipped."
    broken=$(count failed)
    [ "$failed" -eq 0 ] || [ "$broken" -gt 0 ] || broken=1
    echo "$(count passed) passed, $broken failed, $(($(count total) - $(count executed) + files)) skipped"
    exit "$failed"
    ;;
  demo)
    echo "No PowerShell here: the same scenario through the client library."
    exec dotnet run --project tests/Demo --configuration Release --no-build
    ;;
  bench)
    echo "No PowerShell here: there is nothing to measure the cmdlets with."
    ;;
esac
