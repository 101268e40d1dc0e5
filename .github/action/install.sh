#!/usr/bin/env bash
# Packs the program from the very commit of the Action that the workflow names, and installs it for this job. Packages are those of the lock files.
set -euo pipefail
# the folder of the Action is named after its commit: another commit in the same job is another program
work=$RUNNER_TEMP/ctverify/${GITHUB_ACTION_PATH##*/}
[[ ! -e $work/tool/ctverify ]] || exit 0
# global.json and NuGet's settings are looked for from here on upwards: the workspace may have its own
cd "$GITHUB_ACTION_PATH"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# the lock files are for all platforms that are published; the package is one for every platform
dotnet restore src/Integrity.Cli --locked-mode --artifacts-path "$work/artifacts"
dotnet pack src/Integrity.Cli -c Release --no-restore -p:RuntimeIdentifiers= --artifacts-path "$work/artifacts" -o "$work/packages"
dotnet tool install ctverify --tool-path "$work/tool" --source "$work/packages"
