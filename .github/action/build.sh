#!/usr/bin/env bash
# Builds ctverify from the commit of the Action and installs it for this job. Packages are those of the lock files.
set -euo pipefail
work=$RUNNER_TEMP/ctverify/${GITHUB_ACTION_PATH##*/}
# global.json and NuGet's settings are searched from here upwards; the workspace may have its own.
cd "$GITHUB_ACTION_PATH"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet restore src/Integrity.Cli --locked-mode --artifacts-path "$work/artifacts"
dotnet publish src/Integrity.Cli -c Release --no-restore -p:PublishAot=false \
    --artifacts-path "$work/artifacts" -o "$work/tool"
