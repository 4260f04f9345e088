#!/usr/bin/env bash
# Usage: ./build.sh [TASK] [OPTIONS]      Needs only the .NET SDK; PowerShell and Pester come through NuGet.
#   build                the module, in out/BitbucketPipelines (the default)
#   test [-Name NAME]    all tests, or those whose file or class has this name (wildcards are allowed)
#   smoke [-Module FOLDER] [-PowerShell VERSION]
#                        a built module, or the package in FOLDER, at work, in the PowerShell of the tests or another, such as 7.4.22
#   demo                 the main job in a real PowerShell, against an emulated Bitbucket
#   play                 opens a PowerShell that is connected to an emulated Bitbucket, to type in
#   picture              draws docs/images/followed-run.svg from a real run against the emulator
#   bench [-Name ROWS] [-Repositories N] [-Rounds N] [-Latency SECONDS] [-LogMB N] [-Inside] [-Out FILE]
#                        the cmdlets beside Invoke-RestMethod; -Inside: hot paths of the client, by BenchmarkDotNet; -Out: all figures as JSON
#   bench -Waiting       how late the ends of runs are noticed, and for how many requests, on virtual time
#   package              what the PowerShell Gallery takes, in out/package
#   desktop [-Install]  the main job on the assemblies of Windows PowerShell, with .NET Framework or mono
#   mutate [-File NAMES] how many small changes of the client the tests notice; all, or those of files such as VariablePlan,Cron*
#   publish              sends what is in out/package to the PowerShell Gallery; PSGALLERY_API_KEY must hold a key
# The tasks and their options are those of build.ps1, which this script starts. Case does not matter.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

fail() { echo "build.sh: $*" >&2; exit 2; }

tasks='build test smoke demo play picture bench package desktop mutate publish'
task=$(printf '%s' "${1:-build}" | tr '[:upper:]' '[:lower:]')
case "$task" in -h | --help | help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit ;; esac
case " $tasks " in
  *" $task "*) ;;
  *) fail "there is no task '$1'. Tasks: $tasks." ;;
esac
[ $# -eq 0 ] || shift
# --out is -Out.
for argument; do
  shift
  case "$argument" in --[a-zA-Z]*) argument=${argument#-} ;; esac
  set -- "$@" "$argument"
done
if [ "$task" = play ] && { [ ! -t 0 ] || [ ! -t 1 ]; }; then
  fail "the task 'play' opens a PowerShell to type in, and there is no terminal here. 'demo' plays by itself."
fi
command -v dotnet >/dev/null || fail "the .NET SDK 10 is needed, and there is no 'dotnet' on the PATH."
mkdir -p out 2>/dev/null && (: > out/.writable) 2>/dev/null || fail "the folder $PWD/out cannot be written to."
if [ -z "${HOME:-}" ]; then
  export HOME="$PWD/out/home"
  mkdir -p "$HOME"
  echo "HOME is not set: downloaded packages are kept in out/home."
fi

# The first error of a dotnet command, without the place in a project file.
first_error() { sed -nE 's/.*error (NU[0-9]+|MSB[0-9]+|CS[0-9]+): /\1: /p; s/ \[[^]]*\]$//' <<<"$1" | sed -E 's/ \[[^]]*\]$//' | head -n 1; }

build() {
  local log
  echo "Restoring packages from NuGet ..."
  log=$(dotnet restore BitbucketPipelines.sln --nologo --verbosity quiet 2>&1) \
    || fail "the packages of the build could not be restored from NuGet. $(first_error "$log")"
  # Each line comes before the work that it names.
  compile "Compiling the client" src/BitbucketPipelines.Api
  compile "Compiling the cmdlets and making their help" src/BitbucketPipelines
  compile "Compiling the emulator and the tests" BitbucketPipelines.sln
  echo "The module is in out/BitbucketPipelines ($SECONDS s)."
}

# Warnings are errors: what a build that succeeds has to say is of no interest.
compile() {
  local log
  echo "$1 ..."
  log=$(dotnet build "$2" --configuration Release --no-restore --nologo --verbosity quiet 2>&1) || { printf '%s\n' "$log"; exit 1; }
}

# Prints the path of the pinned PowerShell; fails, with the reason on standard error, where it cannot be had.
find_engine() {
  local path log
  path=$(dotnet msbuild tests/Engine -nologo -getProperty:PwshDll)
  if [ ! -f "$path" ]; then
    echo "Restoring PowerShell and Pester ..." >&2
    if ! log=$(dotnet restore tests/Engine --nologo --verbosity quiet 2>&1); then
      first_error "$log" >&2
      return 1
    fi
    path=$(dotnet msbuild tests/Engine -nologo -getProperty:PwshDll)
    [ -f "$path" ] || fail "PowerShell in the package cache is not complete. Delete ${path%/tools/*} and run this again."
  fi
  printf '%s' "$path"
}

if [ "$task" = build ]; then
  build
  exit
fi
engine=$(find_engine) || { code=$?; [ "$code" -eq 1 ] || exit "$code"; engine=; }
if [ -n "$engine" ]; then
  # One process, so that what ends it ends everything.
  exec dotnet "$engine" -NoProfile -NoLogo -NonInteractive -File build.ps1 "$task" "$@"
fi

# NuGet serves no PowerShell: everything that needs none.
case "$task" in
  test)
    build
    failed=0
    dotnet test tests/BitbucketPipelines.Tests --configuration Release --no-build --nologo \
      --logger 'console;verbosity=minimal' --logger 'trx;LogFileName=xunit.trx' --results-directory out/test --blame-hang-timeout 5m --blame-hang-dump-type none || failed=1
    grep -oE '[0-9]+ of [0-9]+ cells hold' out/test/xunit.trx | sort -u || true
    counters=$(grep -o '<Counters [^>]*>' out/test/xunit.trx)
    count() { printf '%s' "$counters" | sed -E "s/.* $1=\"([0-9]+)\".*/\1/"; }
    files=$(find tests/Pester -name '*.Tests.ps1' | wc -l)
    echo "No PowerShell could be restored from NuGet: $files Pester files and the tests of the host project are skipped."
    broken=$(count failed)
    [ "$failed" -eq 0 ] || [ "$broken" -gt 0 ] || broken=1
    [ "$(count executed)" -gt 0 ] || failed=1
    echo "$(count passed) passed, $broken failed, $(($(count total) - $(count executed) + files)) skipped"
    exit "$failed"
    ;;
  *)
    fail "the task '$task' needs PowerShell, which could not be restored from NuGet."
    ;;
esac
